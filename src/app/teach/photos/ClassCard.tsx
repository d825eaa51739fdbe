import type { TargetedEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { inInput } from '../../many/bringing/found';
import type { TaughtClass } from '../lesson';
import { useTeachTexts } from '../texts';
import { Thumb } from './Thumb';

interface Props {
  readonly one: TaughtClass;
  readonly place: number;
  /** What the class is called where its name is empty. */
  readonly called: string;
  readonly isAimed: boolean;
  readonly isLast: boolean;
  readonly onAim: () => void;
  readonly onName: (name: string) => void;
  readonly onGive: (files: readonly File[]) => void;
  readonly onRemovePhoto: (photoId: string) => void;
  readonly onRemove: () => void;
}

/** A class: its name, its photos, and the ways to give it more. */
export function ClassCard({ one, place, called, isAimed, isLast, ...on }: Props) {
  const t = useTeachTexts();
  const name = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const read = ({ currentTarget: input }: TargetedEvent<HTMLInputElement>): void => {
    on.onGive(inInput(input.files ?? new DataTransfer().files).map(({ file }) => file));
    input.value = ''; // so that the same files may be chosen again
  };
  const removePhoto = (photoId: string): void => {
    list.current?.focus(); // the button goes with its photo, and the keyboard's focus would go with it
    on.onRemovePhoto(photoId);
  };
  return (
    <li
      class={isAimed ? 'class-card card aimed' : 'class-card card'}
      onDragOver={on.onAim}
      onFocusIn={on.onAim}
      onPointerDown={on.onAim}
    >
      <div class="class-head">
        <input
          ref={name}
          type="text"
          class="text"
          aria-label={t.className(place)}
          placeholder={t.classHint(place)}
          value={one.name}
          maxLength={60}
          onInput={({ currentTarget }) => on.onName(currentTarget.value)}
        />
        <span class="muted small">{t.photos(one.photos.length)}</span>
      </div>
      <ul ref={list} class="taught" aria-label={t.photosOf(called)} tabIndex={-1}>
        {one.photos.map(({ id, name: file, thumb }) => (
          <li key={id}>
            <button
              type="button"
              title={t.remove(file, called)}
              aria-label={t.remove(file, called)}
              onClick={() => removePhoto(id)}
            >
              <Thumb blob={thumb} alt="" />
            </button>
          </li>
        ))}
      </ul>
      <div class="choose">
        <input
          id={`class-${one.id}`}
          class="hidden"
          type="file"
          accept="image/*"
          multiple
          aria-label={t.chooseFor(called)}
          onChange={read}
        />
        <label for={`class-${one.id}`} class="button">
          {t.choose}
        </label>
        <span class="muted small">{t.drop}</span>
      </div>
      {!isLast && (
        <button type="button" class="link small" onClick={on.onRemove}>
          {t.removeClassNamed(called)}
        </button>
      )}
    </li>
  );
}
