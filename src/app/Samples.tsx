import type { Sample } from './useSamples';

interface Props {
  readonly samples: readonly Sample[];
  readonly onChoose: (sample: Sample) => void;
}

/** The sample photos, each a button. */
export function Samples({ samples, onChoose }: Props) {
  if (samples.length === 0) return null;
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">No photo at hand? Try one of these</h2>
      <ul class="samples">
        {samples.map((sample) => (
          <li key={sample.url}>
            <button type="button" class="sample" title={sample.title} onClick={() => onChoose(sample)}>
              <img src={sample.url} alt={sample.title} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
