import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PlaneMap } from '../../index';
import { Heat } from './Heat';
import { useTexts } from '../language/language';
import {
  type Corner,
  draggedCorner,
  isLong,
  leapt,
  moved,
  nearest,
  placeOf,
  resized,
  type Size,
  type Square,
  usualSquare,
} from './square';

interface Props {
  readonly size: Size;
  /** Which part of the short side the model sees. */
  readonly share: number;
  readonly square: Square | undefined;
  /** Whether the answer has followed the square, so that it may move on. */
  readonly isFollowed: boolean;
  readonly map: PlaneMap | undefined;
  readonly strength: number;
  readonly onMove: (square: Square | undefined) => void;
}

const CORNERS: readonly Corner[] = [
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
];

/** How far an arrow key moves the square, in parts of its side, and how much plus and minus resize it. */
const STEP = 0.1;
const FINE_STEP = 0.02;
/** How many leaps cross a long photo. */
const LEAPS = 10;
const ZOOM = 0.9;

/** A drag: where it began, with which square, and at which corner, if at one. */
interface Drag {
  readonly x: number;
  readonly y: number;
  readonly from: Square;
  readonly corner: Corner | undefined;
}

/** The square that the model sees; the rest of the photo is dimmed. It is dragged, or moved with keys. */
export function SeenSquare({ size, share, square, isFollowed, map, strength, onMove }: Props) {
  const { square: t } = useTexts();
  const [draft, setDraft] = useState<Square>();
  const drag = useRef<Drag>(undefined);
  const shown = draft ?? square ?? usualSquare(size, share);

  // While it is dragged, the answer comes as often as the model can give it, and no call is given up for the next.
  useEffect(() => {
    if (drag.current && draft && isFollowed && draft !== square) onMove(draft); // after its end, `end` has said where to
  }, [draft, isFollowed, square, onMove]);

  const giveUp = (): void => {
    drag.current = undefined;
    setDraft(undefined);
  };
  const begin = (event: TargetedPointerEvent<HTMLElement>): void => {
    if (!event.isPrimary) return giveUp(); // two fingers zoom the page
    if (event.button !== 0) return;
    const corner = CORNERS[Number((event.target as HTMLElement).dataset['corner'] ?? NaN)];
    drag.current = { x: event.clientX, y: event.clientY, from: shown, corner };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
  };
  const dragged = ({ clientX, clientY, currentTarget }: TargetedPointerEvent<HTMLElement>): Square | undefined => {
    const box = currentTarget.parentElement?.getBoundingClientRect();
    if (!drag.current || !box) return undefined;
    const { x, y, from, corner } = drag.current;
    const scale = size.width / box.width;
    const [right, down] = [(clientX - x) * scale, (clientY - y) * scale];
    if (right === 0 && down === 0) return undefined; // a click
    if (!corner) return nearest({ ...from, x: from.x + right, y: from.y + down }, size, share);
    const at = (start: number, sign: -1 | 1): number => (sign > 0 ? start + from.side : start);
    return nearest(
      draggedCorner(from, corner, at(from.x, corner[0]) + right, at(from.y, corner[1]) + down),
      size,
      share,
    );
  };
  const go = (event: TargetedPointerEvent<HTMLElement>): void => {
    const next = dragged(event);
    if (next) setDraft(next);
  };
  const end = (event: TargetedPointerEvent<HTMLElement>): void => {
    const last = dragged(event);
    giveUp();
    if (last) onMove(last);
  };

  const press = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.shiftKey ? FINE_STEP : STEP;
    const moves: Readonly<Record<string, () => Square | undefined>> = {
      ArrowLeft: () => moved(shown, -step, 0),
      ArrowRight: () => moved(shown, step, 0),
      ArrowUp: () => moved(shown, 0, -step),
      ArrowDown: () => moved(shown, 0, step),
      '+': () => resized(shown, 1 / ZOOM),
      '=': () => resized(shown, 1 / ZOOM),
      '-': () => resized(shown, ZOOM),
      Home: () => undefined,
      ...(isLong(size) && {
        PageUp: () => leapt(shown, -1 / LEAPS, size),
        PageDown: () => leapt(shown, 1 / LEAPS, size),
      }),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault(); // the page would scroll
    const next = move();
    onMove(next && nearest(next, size, share));
  };

  const place = placeOf(shown, size);
  return (
    <>
      <div class="dim">
        <div style={place} />
      </div>
      <div
        class="square"
        role="application"
        aria-roledescription={t.role}
        aria-label={t.name}
        aria-description={`${t.at(shown.x / size.width, shown.y / size.height, shown.side / Math.min(size.width, size.height))}. ${t.help}`}
        tabIndex={0}
        style={place}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={giveUp}
        onMouseDown={(event) => event.preventDefault()} // else the browser would drag the photo itself
        onKeyDown={press}
      >
        {map && !draft && <Heat map={map} strength={strength} />}
        {CORNERS.map(([across, down], place) => (
          <span
            key={place}
            class="corner"
            data-corner={place}
            data-across={across}
            data-down={down}
            aria-hidden="true"
          />
        ))}
      </div>
    </>
  );
}
