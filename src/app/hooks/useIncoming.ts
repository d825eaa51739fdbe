/**
 * Takes files and folders that are dropped on the page or pasted into it.
 */
import { useEffect, useState } from 'preact/hooks';

/** Where a text that is pasted or dropped belongs. */
const FIELDS = 'textarea, input:not([type="file"], [type="range"])';

/**
 * Calls `take` with what each drop and paste brings, which can be read only during the call. Returns whether files hover
 * over the page now. A view that is not shown takes nothing; all the same the browser must not leave the page.
 */
export function useIncoming(isShown: boolean, take: (transfer: DataTransfer) => void): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const listen = <Type extends keyof WindowEventMap>(type: Type, listener: (event: WindowEventMap[Type]) => void) =>
      window.addEventListener(type, listener, { signal: listening.signal });

    const hover = (event: DragEvent): void => {
      event.preventDefault(); // else the browser would leave the page for the file, or not tell of the drop
      setHovering(isShown && event.dataTransfer?.types.includes('Files') === true);
    };
    listen('dragenter', hover);
    listen('dragover', hover);
    listen('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setHovering(false); // left the window, not one element for another
    });
    const receive = (event: Event, transfer: DataTransfer | null): void => {
      setHovering(false);
      if (!transfer) return;
      if (event.target instanceof Element && event.target.matches(FIELDS) && !transfer.types.includes('Files')) return;
      if (isShown || event.type === 'drop') event.preventDefault();
      if (isShown) take(transfer);
    };
    listen('drop', (event) => receive(event, event.dataTransfer));
    listen('paste', (event) => receive(event, event.clipboardData));
    return () => listening.abort();
  }, [isShown, take]);
  return hovering;
}
