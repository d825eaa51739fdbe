import { ranked } from './report';
import { useTeachTexts } from '../texts';
import { LabelLine } from '../../why/LabelLine';

/** So many classes are shown. */
const SHOWN = 5;

/** The classes of a taught head with their probabilities as bars, best first. */
export function Answer({ scores, names }: { readonly scores: Float64Array; readonly names: readonly string[] }) {
  const t = useTeachTexts();
  return (
    <ol class="labels" aria-label={t.answer}>
      {ranked(scores)
        .slice(0, SHOWN)
        .map(({ index, score }, rank) => (
          <li key={rank}>
            <span class="line">
              <LabelLine label={names[index]} score={score} />
            </span>
          </li>
        ))}
    </ol>
  );
}
