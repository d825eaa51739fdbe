import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../failures';
import type { Incoming } from '../incoming';
import { PageError } from '../pageError';
import { Problem } from './Problem';
import type { Photo } from '../state';
import { useIncoming } from '../hooks/useIncoming';

interface Props {
  readonly photo: Photo | undefined;
  readonly problem: Failure | undefined;
  readonly onChoose: (file: File, note?: string) => void;
  readonly onRefuse: (error: PageError) => void;
}

/** The frame with the photo, and the ways to bring one: choose, drop, paste. */
export function PhotoInput({ photo, problem, onChoose, onRefuse }: Props) {
  const take = useCallback(
    (incoming: Incoming): void => {
      if ('problem' in incoming) onRefuse(new PageError(incoming.problem));
      else onChoose(incoming.file, incoming.note);
    },
    [onChoose, onRefuse],
  );
  const hovering = useIncoming(take);
  const input = useRef<HTMLInputElement>(null);
  const read = (): void => {
    const file = input.current?.files?.[0];
    if (!input.current || !file) return;
    onChoose(file);
    input.current.value = ''; // so that the same file may be chosen again
  };
  useEffect(read, []); // a person may have chosen one before the page's script ran
  return (
    <section aria-label="Photo">
      <div class="frame">
        {photo ? (
          <img src={photo.url} alt={photo.name} decoding="async" />
        ) : (
          <svg class="strands" viewBox="0 0 320 240" aria-hidden="true">
            <path d="M60 120C120 120 108 52 160 52S200 120 260 120" stroke-width="9" />
            <path d="M60 120H260" stroke-width="5" />
            <path d="M60 120C120 120 108 188 160 188S200 120 260 120" stroke-width="2.5" />
            <circle cx="60" cy="120" r="8" />
            <circle cx="260" cy="120" r="11" />
          </svg>
        )}
        {hovering && <p class="veil">Drop it anywhere</p>}
      </div>
      <div class="choose">
        <input ref={input} id="photo" class="hidden" type="file" accept="image/*" onChange={read} />
        <label for="photo" class="button primary">
          Choose a photo
        </label>
        <span class="muted">or drop one anywhere, or paste it</span>
      </div>
      <Problem failure={problem} />
      <p class="note" aria-live="polite">
        {problem ? undefined : photo?.note}
      </p>
    </section>
  );
}
