import type { TargetedEvent } from 'preact';
import { type Found, inInput, sorted } from './found';
import { useManyTexts } from '../texts';

/** Phones mostly do not. */
const CHOOSES_FOLDERS = 'webkitdirectory' in HTMLInputElement.prototype;

const asFolder = (input: HTMLInputElement | null): void => {
  if (input) input.webkitdirectory = true;
};

/** The ways to bring many photos: a selection, a folder, a drop, a paste. */
export function Bring({ onBring }: { readonly onBring: (found: Found) => void }) {
  const many = useManyTexts();
  const read = ({ currentTarget: input }: TargetedEvent<HTMLInputElement>): void => {
    if (input.files?.length) onBring(sorted(inInput(input.files)));
    input.value = ''; // so that the same files may be chosen again
  };
  return (
    <div class="choose bring">
      <input id="photos" class="hidden" type="file" accept="image/*" multiple onChange={read} />
      <label for="photos" class="button primary">
        {many.choose}
      </label>
      {CHOOSES_FOLDERS && (
        <>
          <input id="folder" ref={asFolder} class="hidden" type="file" onChange={read} />
          <label for="folder" class="button">
            {many.folder}
          </label>
        </>
      )}
      <span class="muted">{many.orDrop}</span>
    </div>
  );
}
