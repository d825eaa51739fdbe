import type { Classification } from '../index';
import { percent } from './words';

/** Labels with their probabilities as bars, best first. */
export function Labels({ classes }: { readonly classes: readonly Classification[] }) {
  return (
    <ol class="labels">
      {classes.map(({ label, score }, rank) => (
        // By rank, so that bars glide from one answer to the next.
        <li key={rank}>
          <span class="label">{label}</span>
          <span class="percent">{percent(score)}</span>
          <span class="bar" aria-hidden="true">
            <span style={{ '--share': score }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
