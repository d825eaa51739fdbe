/**
 * What is dropped on a view of many photos, or pasted into it: files, folders, or the address of one picture.
 */
import { useCallback, useState } from 'preact/hooks';
import { useIncoming } from '../hooks/useIncoming';
import { addressIn, urlOf } from '../stage/address';
import { fetchPhoto } from '../stage/fetchPhoto';
import { inTransfer } from './found';
import type { Entry } from './shots';

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
  const hand = useCallback(
    (transfer: DataTransfer): void => {
      const address = transfer.types.includes('Files') ? undefined : addressIn(transfer);
      if (address === undefined) return void inTransfer(transfer).then(take, refuse);
      setFetching(urlOf(address)?.host);
      void fetchPhoto(address, new AbortController().signal)
        .then((file) => take([{ path: file.name, file }]), refuse)
        .finally(() => setFetching(undefined));
    },
    [take, refuse],
  );
  return { hovering: useIncoming(isShown, hand), fetching };
}
