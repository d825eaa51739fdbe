import type { Classification } from '../../index';
import { percent } from '../words';

/** Labels with their probabilities as bars, best first. A long label is cut after some lines, and whole in its title. */
export function Labels({ classes }: { readonly classes: readonly Classification[] }) {
  return (
    <ol class="labels">
      {classes.map(({ label, score }, rank) => (
        // By rank, so that bars glide from one answer to the next.
        <li class="line" key={rank}>
          <span class={label.length > LONG ? 'label long' : 'label'} title={label}>
            {label}
          </span>
          <span class="percent">{percent(score)}</span>
          <span class="bar" aria-hidden="true">
            <span style={{ '--share': score }} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Characters of a label that would take several lines in large letters. */
const LONG = 32;
