import type { Pointing } from '../hooks/usePointing';
import { useTexts } from '../language/language';
import { nearest, resized, shareSeen, type Square, usualSquare } from './square';
import type { State } from '../state';

interface Props {
  readonly state: State;
  readonly pointing: Pointing;
  readonly onMove: (square: Square | undefined) => void;
}

const ZOOM = 0.8;

/** Below the photo: what its square means, or the map's legend; and buttons for the square. They have their place always. */
export function Tools({ state: { photo, model, square }, pointing, onMove }: Props) {
  const t = useTexts();
  if (!photo || !model) return <div class="tools" />;
  const share = shareSeen(model.classifier.info);
  const zoom = (factor: number): void =>
    onMove(nearest(resized(square ?? usualSquare(photo.size, share), factor), photo.size, share));
  return (
    <div class="tools">
      {pointing.explanation ? <Legend pointing={pointing} /> : <Hint />}
      <div class="tool-buttons">
        <Tool name={t.square.smaller} icon="M6 12h12" onClick={() => zoom(ZOOM)} />
        <Tool name={t.square.larger} icon="M6 12h12M12 6v12" onClick={() => zoom(1 / ZOOM)} />
        <Tool
          name={t.square.usual}
          icon="M7 4.5v4.5h4.5M7.4 8.6a6.5 6.5 0 1 1-1.6 5.4"
          isDisabled={!square}
          onClick={() => onMove(undefined)}
        />
      </div>
    </div>
  );
}

/** A finger on the square scrolls the page, so it taps where a mouse would drag. */
function Hint() {
  const { square } = useTexts();
  return (
    <p class="muted small">
      <span class="by-mouse">{square.hint}</span>
      <span class="by-touch">{square.touch}</span>
    </p>
  );
}

/** What the map's colours mean, and how strongly they cover. */
function Legend({ pointing: { strength, setStrength } }: Pick<Props, 'pointing'>) {
  const { why } = useTexts();
  return (
    <div class="legend small">
      <span class="swatch against">{why.legendAgainst}</span>
      <span class="swatch for">{why.legendFor}</span>
      <label>
        <span class="hidden">{why.strength}</span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.05"
          title={why.strength}
          value={strength}
          onInput={(event) => setStrength(event.currentTarget.valueAsNumber)}
        />
      </label>
    </div>
  );
}

interface ToolProps {
  readonly name: string;
  /** The path of its picture, 24 units a side. */
  readonly icon: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

const Tool = ({ name, icon, isDisabled = false, onClick }: ToolProps) => (
  <button type="button" class="tool" title={name} aria-label={name} disabled={isDisabled} onClick={onClick}>
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={icon} />
    </svg>
  </button>
);
