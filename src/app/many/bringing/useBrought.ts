/**
 * What is dropped on a view of many photos, or pasted into it: files, folders, or the address of one picture.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useIncoming } from '../../hooks/useIncoming';
import { addressIn, urlOf } from '../../stage/address';
import { fetchPhoto } from '../../stage/fetchPhoto';
import { inTransfer } from './found';
import type { Entry } from '../shots';

interface Brought {
  /** Whether files hover over the page now. */
  readonly hovering: boolean;
  /** The host from which a picture is fetched now. */
  readonly fetching: string | undefined;
}

/** Calls `take` with the files of each drop and paste, of which there may be none, or `refuse` with the error. */
export function useBrought(
  isShown: boolean,
  take: (files: readonly Entry[]) => void,
  refuse: (error: unknown) => void,
): Brought {
  const [fetching, setFetching] = useState<string>();
  const visit = useRef(new AbortController());
  useEffect(() => {
    if (!isShown) return;
    const controller = new AbortController();
    visit.current = controller;
    return () => controller.abort(); // who has left the view does not wait for a picture in it
  }, [isShown]);
  const hand = useCallback(
    (transfer: DataTransfer): void => {
      const address = transfer.types.includes('Files') ? undefined : addressIn(transfer);
      if (address === undefined) return void inTransfer(transfer).then(take, refuse);
      const { signal } = visit.current;
      setFetching(urlOf(address)?.host);
      void fetchPhoto(address, signal)
        .then(
          (file) => signal.aborted || take([{ path: file.name, file }]),
          (error: unknown) => signal.aborted || refuse(error),
        )
        .finally(() => setFetching(undefined));
    },
    [take, refuse],
  );
  return { hovering: useIncoming(isShown, hand), fetching };
}
