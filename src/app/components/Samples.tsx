import { type Sample, samples } from '../samples';

/** The sample photos, each a button. */
export function Samples({ onChoose }: { readonly onChoose: (sample: Sample) => void }) {
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
