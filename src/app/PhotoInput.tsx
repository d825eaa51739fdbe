import type { TargetedEvent } from 'preact';
import { Problem } from './Problem';
import type { Photo } from './state';
import { useIncoming } from './useIncoming';

interface Props {
  readonly photo: Photo | undefined;
  readonly problem: string | undefined;
  readonly onChoose: (file: File) => void;
}

/** The frame with the photo, and the ways to bring one: choose, drop, paste. */
export function PhotoInput({ photo, problem, onChoose }: Props) {
  const hovering = useIncoming(onChoose);
  const onChange = ({ currentTarget }: TargetedEvent<HTMLInputElement>): void => {
    const file = currentTarget.files?.[0];
    if (file) onChoose(file);
    currentTarget.value = ''; // so that the same file may be chosen again
  };
  return (
    <section aria-label="Photo">
      <div class="frame">
        {photo ? (
          <img src={photo.url} alt={photo.name} />
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
        <input id="photo" class="hidden" type="file" accept="image/*" onChange={onChange} />
        <label for="photo" class="button primary">
          Choose a photo
        </label>
        <span class="muted">or drop one anywhere, or paste it</span>
      </div>
      <Problem text={problem} />
    </section>
  );
}
