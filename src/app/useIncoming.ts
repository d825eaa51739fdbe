/**
 * Takes files that are dropped on the page or pasted into it.
 */
import { useEffect, useState } from 'preact/hooks';

/** Calls `take` with the first file of each drop and paste. Returns whether a file hovers over the page now. */
export function useIncoming(take: (file: File) => void): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const listen = <Type extends keyof WindowEventMap>(type: Type, listener: (event: WindowEventMap[Type]) => void) =>
      window.addEventListener(type, listener, { signal: listening.signal });

    const hover = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault(); // else the browser would leave the page for the file
      setHovering(true);
    };
    listen('dragenter', hover);
    listen('dragover', hover);
    listen('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setHovering(false); // left the window, not one element for another
    });
    listen('drop', (event) => {
      setHovering(false);
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      take(file);
    });
    listen('paste', ({ clipboardData }) => {
      const file = clipboardData?.files[0];
      if (file) take(file);
    });
    return () => listening.abort();
  }, [take]);
  return hovering;
}
