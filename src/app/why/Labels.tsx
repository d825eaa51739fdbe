import type { Pointing } from '../hooks/usePointing';
import type { Classification } from '../../index';
import { LabelLine } from './LabelLine';

interface Props {
  readonly classes: readonly Classification[];
  readonly pointing: Pointing;
}

/**
 * Labels with their probabilities as bars, best first. Whoever points at one sees where in the photo it comes from; a
 * click keeps it. A long label is cut after some lines, and whole in its title.
 */
export function Labels({ classes, pointing: { index: shown, pinned, point, pin } }: Props) {
  return (
    <ol class="labels">
      {classes.map(({ index, label, score }, rank) => (
        // By rank, so that bars glide from one answer to the next.
        <li key={rank}>
          <button
            type="button"
            class={index === shown ? 'line shown' : 'line'}
            aria-pressed={index === pinned}
            title={label}
            onPointerEnter={({ pointerType }) => {
              if (pointerType === 'mouse') point(index);
            }}
            onPointerLeave={() => point(undefined)}
            onFocus={() => point(index)}
            onBlur={() => point(undefined)}
            onClick={() => {
              pin(index === pinned ? undefined : index);
              if (index === pinned) point(undefined);
            }}
          >
            <LabelLine {...{ label, score }} />
          </button>
        </li>
      ))}
    </ol>
  );
}
