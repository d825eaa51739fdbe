import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../language/language';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A sheet over the page. Escape, its button and a click beside it close it; the browser gives the focus back. */
export function Dialog({ title, onClose, children }: Props) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close(); // the sheet itself is all covered by its content
      }}
    >
      <div class="sheet-content">
        <header class="dialog-head">
          <h2 id="dialog">{title}</h2>
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t.close}
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
