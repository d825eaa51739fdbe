/**
 * Photos that a person gives: chosen, dropped or pasted.
 */

/** The first file among what is dragged, dropped or pasted. */
const fileIn = (data: DataTransfer | null): File | undefined => data?.files[0];

export interface Hands {
  /** Whether a photo is welcome. */
  readonly isOpen: () => boolean;
  readonly onPhoto: (file: File) => void;
  /** Something that may be a photo is dragged over the element, or no more. */
  readonly onDrag: (isOver: boolean) => void;
}

/** Listens to a person's hands. Only while the focus is within the element does it take what is pasted. */
export function listen(host: HTMLElement, input: HTMLInputElement, { isOpen, onPhoto, onDrag }: Hands): void {
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = ''; // so that the same file can be chosen again
    if (file) onPhoto(file);
  });
  host.addEventListener('paste', (event) => {
    const file = fileIn(event.clipboardData);
    if (!file || !isOpen()) return;
    event.preventDefault();
    onPhoto(file);
  });
  const dragged = (event: DragEvent): void => {
    if (!isOpen() || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault(); // so that it can be dropped here
    event.dataTransfer.dropEffect = 'copy';
    onDrag(true);
  };
  host.addEventListener('dragenter', dragged);
  host.addEventListener('dragover', dragged);
  host.addEventListener('dragleave', () => onDrag(false));
  host.addEventListener('drop', (event) => {
    onDrag(false);
    const file = fileIn(event.dataTransfer);
    if (!file || !isOpen()) return;
    event.preventDefault();
    onPhoto(file);
  });
}
