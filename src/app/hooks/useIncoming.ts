/**
 * Takes files and folders that are dropped on the page or pasted into it.
 */
import { useEffect, useState } from 'preact/hooks';
import { type Incoming, itemsOf, sort } from '../incoming';

interface Taker {
  readonly take: (incoming: Incoming) => void;
  readonly refuse: (error: unknown) => void;
}

/** Calls `take` or `refuse` with each drop and paste. Returns whether files hover over the page now. */
export function useIncoming({ take, refuse }: Taker): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const listening = new AbortController();
    const listen = <Type extends keyof WindowEventMap>(type: Type, listener: (event: WindowEventMap[Type]) => void) =>
      window.addEventListener(type, listener, { signal: listening.signal });

    const hover = (event: DragEvent): void => {
      event.preventDefault(); // else the browser would leave the page for the file, or not tell of the drop
      setHovering(event.dataTransfer?.types.includes('Files') === true);
    };
    listen('dragenter', hover);
    listen('dragover', hover);
    listen('dragleave', ({ relatedTarget }) => {
      if (relatedTarget === null) setHovering(false); // left the window, not one element for another
    });
    const receive = (event: Event, transfer: DataTransfer | null): void => {
      setHovering(false);
      if (!transfer) return;
      event.preventDefault();
      try {
        take(sort(itemsOf(transfer), transfer.types));
      } catch (error) {
        refuse(error);
      }
    };
    listen('drop', (event) => receive(event, event.dataTransfer));
    listen('paste', (event) => receive(event, event.clipboardData));
    return () => listening.abort();
  }, [take, refuse]);
  return hovering;
}
