import { useTexts } from '../language/language';
import { behindIn, saidIn } from './said';
import type { Answer } from '../state';
import { verdictOn } from './verdict';

/** The answer as one honest sentence, before any bar, and the measurement behind it. */
export function Sentence({ answer: { classes, model } }: { readonly answer: Answer }) {
  const t = useTexts();
  const { config, published } = model.classifier.info;
  const verdict = verdictOn(classes, config.numClasses, published?.reliability);
  if (!verdict) return <div class="verdict" />;
  return (
    <div class="verdict">
      <p class="said">
        {saidIn(t, verdict).map(({ text, isLabel }, place) => (isLabel ? <b key={place}>{text}</b> : text))}
      </p>
      <p class="muted small">{behindIn(t, verdict)}</p>
    </div>
  );
}
