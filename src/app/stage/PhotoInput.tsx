import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Incoming, itemsOf, sort } from '../incoming';
import { useTexts } from '../language/language';
import { type Address, titleOf } from './openPhoto';
import type { Pointing } from '../hooks/usePointing';
import { Problem } from '../components/Problem';
import { AddressForm } from './AddressForm';
import { addressIn } from './address';
import { SeenSquare } from './SeenSquare';
import { bringIntoSight } from './sight';
import { centredAt, isLong, nearest, shapeOf, shareSeen, type Square, usualSquare } from './square';
import { isUpToDate, type Photo, type State } from '../state';
import { Tools } from './Tools';
import { useHandedOver } from '../hooks/useHandedOver';
import { useIncoming } from '../hooks/useIncoming';

interface Props {
  readonly state: State;
  /** Whether the person sees it; else drops and pastes are for others. */
  readonly isShown: boolean;
  readonly pointing: Pointing;
  /** Settles when the photo is opened, or is not. */
  readonly onChoose: (chosen: File | Address, leftOut?: readonly string[]) => Promise<void>;
  readonly onCamera: () => void;
  readonly onCheckpoint: (incoming: Incoming) => void;
  readonly onRefuse: (error: unknown) => void;
  readonly onMove: (square: Square | undefined) => void;
}

/** The frame with the photo and the square that the model sees, and the ways to bring a photo: choose, drop, paste. */
export function PhotoInput({ state, isShown, pointing, onChoose, onCamera, onCheckpoint, onRefuse, onMove }: Props) {
  const t = useTexts();
  const { photo, photoProblem } = state;
  const take = useCallback(
    (incoming: Incoming): void => {
      if (incoming.kind === 'checkpoint') onCheckpoint(incoming);
      else void onChoose(incoming.file, incoming.leftOut);
    },
    [onChoose, onCheckpoint],
  );
  const [fetching, setFetching] = useState<Address>();
  const fetchFrom = useCallback(
    (address: string): void => {
      const asked = { address };
      setFetching(asked);
      void onChoose(asked).then(() => setFetching((newest) => (newest === asked ? undefined : newest)));
    },
    [onChoose],
  );
  const hand = useCallback(
    (transfer: DataTransfer): void => {
      const address = transfer.types.includes('Files') ? undefined : addressIn(transfer);
      if (address !== undefined) return fetchFrom(address);
      try {
        take(sort(itemsOf(transfer), transfer.types));
      } catch (error) {
        onRefuse(error);
      }
    },
    [take, fetchFrom, onRefuse],
  );
  const hovering = useIncoming(isShown, hand);
  useHandedOver(take, onRefuse);
  const input = useRef<HTMLInputElement>(null);
  const read = (): void => {
    const file = input.current?.files?.[0];
    if (!input.current || !file) return;
    take(sort([{ name: file.name, file }], ['Files'])); // some people choose a checkpoint there
    input.current.value = ''; // so that the same file may be chosen again
  };
  useEffect(read, []); // a person may have chosen one before the page's script ran
  const leftOut = photo?.leftOut ?? [];
  return (
    <section class="stage" aria-label={t.photo.region}>
      <div class="frame">
        {photo ? <Sheet photo={photo} state={state} pointing={pointing} onMove={onMove} /> : <Strands />}
        {hovering && <p class="veil">{t.photo.drop}</p>}
      </div>
      <Tools state={state} pointing={pointing} onMove={onMove} />
      <div class="choose">
        <input ref={input} id="photo" class="hidden" type="file" accept="image/*" onChange={read} />
        <label for="photo" class="button primary">
          {t.photo.choose}
        </label>
        <button type="button" id="camera" class="button" onClick={onCamera}>
          {t.camera.open}
        </button>
        <span class="muted">{t.photo.orDrop}</span>
      </div>
      <AddressForm fetching={fetching?.address} onFetch={fetchFrom} />
      <Problem failure={photoProblem} />
      <p class="note" aria-live="polite">
        {!photoProblem && leftOut.length > 0 && t.photo.leftOut(leftOut)}
        {!photoProblem && photo?.isStill && ` ${t.photo.still}`}
      </p>
    </section>
  );
}

/** The photo as large as the frame allows, and the square on it. A click beside the square moves it there, a tap anywhere. */
function Sheet({ photo, state, pointing, onMove }: Pick<Props, 'state' | 'pointing' | 'onMove'> & { photo: Photo }) {
  const t = useTexts();
  const { model, square } = state;
  const { size } = photo;
  const sheet = useRef<HTMLDivElement>(null);
  const share = model && shareSeen(model.classifier.info);
  const put = (event: MouseEvent): void => {
    const { clientX, clientY, target } = event;
    const isTap = 'pointerType' in event && event.pointerType === 'touch'; // where a browser does not tell, a tap is a click
    const box = sheet.current?.getBoundingClientRect();
    const isOnSquare = target instanceof Element && target.closest('.square') !== null;
    if (!box || share === undefined || (isOnSquare && !isTap)) return;
    const [x, y] = [((clientX - box.left) / box.width) * size.width, ((clientY - box.top) / box.height) * size.height];
    onMove(nearest(centredAt(square ?? usualSquare(size, share), x, y), size, share));
  };
  useLayoutEffect(() => {
    const element = sheet.current;
    if (!element) return;
    // It calls at once, and whenever the frame has another size: in another view, or when a phone is turned.
    const observer = new ResizeObserver(() => bringIntoSight(element.querySelector('.square') ?? element));
    observer.observe(element);
    return () => observer.disconnect();
  }, [photo, square, share]);
  return (
    <div ref={sheet} class={isLong(size) ? 'sheet long' : 'sheet'} style={shapeOf(size)} onClick={put}>
      <img src={photo.url} alt={titleOf(photo, t)} decoding="async" draggable={false} />
      {share !== undefined && (
        <SeenSquare
          {...{ size, share, square, onMove }}
          key={photo.url}
          isFollowed={isUpToDate(state)}
          map={isUpToDate(state) ? pointing.explanation?.map : undefined}
          strength={pointing.strength}
        />
      )}
    </div>
  );
}

/** The emblem: three strands of a block that come together. */
const Strands = () => (
  <svg class="strands" viewBox="0 0 320 240" aria-hidden="true">
    <path d="M60 120C120 120 108 52 160 52S200 120 260 120" stroke-width="9" />
    <path d="M60 120H260" stroke-width="5" />
    <path d="M60 120C120 120 108 188 160 188S200 120 260 120" stroke-width="2.5" />
    <circle cx="60" cy="120" r="8" />
    <circle cx="260" cy="120" r="11" />
  </svg>
);
