import { useTexts } from '../language/language';
import { type Sample, samples } from '../samples';

/** The sample photos, each a button. */
export function Samples({ onChoose }: { readonly onChoose: (sample: Sample) => void }) {
  const t = useTexts();
  return (
    <section class="some-photos" aria-labelledby="samples">
      <h2 id="samples">{t.photo.try}</h2>
      <ul class="samples">
        {samples.map((sample) => (
          <li key={sample.url}>
            <button type="button" class="sample" title={t.samples[sample.file] ?? ''} onClick={() => onChoose(sample)}>
              <img src={sample.smallUrl} width="96" height="96" alt={t.samples[sample.file] ?? ''} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
