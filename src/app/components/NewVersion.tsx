import { useState } from 'preact/hooks';
import { useTexts } from '../language/language';

/** Tells of a newer version of the page, which comes with a reload and never by itself. */
export function NewVersion({ reload }: { readonly reload: (() => void) | undefined }) {
  const { version } = useTexts();
  const [isLater, setLater] = useState(false);
  const isShown = reload !== undefined && !isLater;
  return (
    <div class={isShown ? 'version' : undefined} aria-live="polite">
      {isShown && (
        <>
          <p>{version.ready}</p>
          <button type="button" class="button primary" onClick={reload}>
            {version.reload}
          </button>
          <button type="button" class="button" onClick={() => setLater(true)}>
            {version.later}
          </button>
        </>
      )}
    </div>
  );
}
