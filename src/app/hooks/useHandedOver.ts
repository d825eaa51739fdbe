/**
 * Takes files that the system hands over to the installed page.
 */
import { useEffect } from 'preact/hooks';
import { takeShared, watchLaunches } from '../handedOver';
import { type Incoming, sort } from '../incoming';
import { linkToView, viewIn } from '../link';
import { FIRST_VIEW } from '../views/names';

/** Calls `take` or `refuse` with the files of each launch, and with those that another app has shared. */
export function useHandedOver(take: (incoming: Incoming) => void, refuse: (error: unknown) => void): void {
  useEffect(() => {
    const takeFiles = (files: readonly File[]): void => {
      if (files.length === 0) return;
      const items = files.map((file) => ({ name: file.name, file }));
      if (viewIn(location.hash) !== FIRST_VIEW) location.hash = linkToView(location.hash, FIRST_VIEW);
      take(sort(items, ['Files']));
    };
    watchLaunches(takeFiles, refuse);
    takeShared().then(takeFiles).catch(refuse);
  }, [take, refuse]);
}
