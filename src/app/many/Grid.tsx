import { steady } from '../components/steady';
import { useObjectUrl } from '../hooks/useObjectUrl';
import { useTexts } from '../language/language';
import { bestOf, type Shown } from './order';
import type { SeenShot } from './shots';
import { useManyTexts } from './texts';

interface Props {
  readonly shown: readonly Shown[];
  /** The photo that the others are compared with, if it is one of these. */
  readonly pressed: SeenShot | undefined;
  readonly onPress: (shot: SeenShot) => void;
}

/** Small pictures with their best labels. The browser lays out those near the window only. */
export function Grid({ shown, pressed, onPress }: Props) {
  const many = useManyTexts();
  return (
    <ul class="shots" aria-label={many.grid}>
      {shown.map(({ shot, likeness }) => (
        <Card key={shot.id} {...{ shot, likeness, onPress }} isPressed={shot === pressed} />
      ))}
    </ul>
  );
}

interface CardProps extends Shown {
  readonly isPressed: boolean;
  readonly onPress: (shot: SeenShot) => void;
}

/** One photo. What it is made of seldom changes, so a new answer elsewhere costs it nothing. */
const Card = steady(({ shot, likeness, isPressed, onPress }: CardProps) => {
  const many = useManyTexts();
  const { n } = useTexts();
  const url = useObjectUrl(shot.outcome.thumbnail);
  const { label, score } = bestOf(shot);
  return (
    <li>
      <button
        type="button"
        class="shot"
        aria-pressed={isPressed}
        title={`${shot.path}\n${many.findAlike}`}
        onClick={() => onPress(shot)}
      >
        <img src={url} alt="" loading="lazy" decoding="async" />
        <span class="shot-label">{label}</span>
        <span class="percent">{likeness === undefined ? n.percent(score) : many.likeness(likeness)}</span>
        <span class="shot-name muted">{shot.path}</span>
      </button>
    </li>
  );
});
