import { useState } from 'preact/hooks';

/** Tells of a newer version of the page, which comes with a reload and never by itself. */
export function NewVersion({ reload }: { readonly reload: (() => void) | undefined }) {
  const [isLater, setLater] = useState(false);
  const isShown = reload !== undefined && !isLater;
  return (
    <div class={isShown ? 'version' : undefined} aria-live="polite">
      {isShown && (
        <>
          <p>A new version is ready.</p>
          <button type="button" class="button primary" onClick={reload}>
            Reload
          </button>
          <button type="button" class="button" onClick={() => setLater(true)}>
            Later
          </button>
        </>
      )}
    </div>
  );
}
