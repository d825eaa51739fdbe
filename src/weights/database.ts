/**
 * This origin's IndexedDB, in the one file that knows idb-keyval.
 */
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';

export { promisifyRequest };

/** Runs a callback in a transaction of its own. */
export type Store = UseStore;

const DATABASE = 'resnest-webgpu';
const STORE = 'packed-weights';

/** Beside it, since a new store in a database needs all tabs that use the database to close. */
const TUNING_DATABASE = 'resnest-webgpu-tuning';
const TUNING_STORE = 'decisions';

/** A browser whose database does not open (a broken profile, a pending deletion) must not hang us. */
const OPEN_MILLISECONDS = 5000;

/** The store of packed weights; it is opened by its first use. */
export const openStore = (): Store => impatient(createStore(DATABASE, STORE));

/** The store of what was tuned; it is opened by its first use. */
export const openTuningStore = (): Store => impatient(createStore(TUNING_DATABASE, TUNING_STORE));

/** A store that rejects if the database does not open in time, from then on at once, until it has opened after all. */
function impatient(store: Store): Store {
  let late: Error | undefined;
  const opened = async (): Promise<void> => {
    if (late) throw late;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const opening = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject((late = new Error('it did not open in time'))), OPEN_MILLISECONDS);
      // Within the executor, so that an `open` that throws rejects as well.
      store('readonly', () => (late = undefined)).then(resolve, reject);
    });
    await opening.finally(() => clearTimeout(timer));
  };
  return async (mode, callback) => {
    await opened();
    return store(mode, callback);
  };
}
