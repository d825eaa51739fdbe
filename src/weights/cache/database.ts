/**
 * This origin's IndexedDB, in the one file that knows idb-keyval.
 */
import { promisifyRequest } from 'idb-keyval';
import { within } from '../../core/waiting';

export { promisifyRequest };

/** Runs a callback in a transaction of its own. */
export type Store = <T>(
  mode: IDBTransactionMode,
  callback: (records: IDBObjectStore) => T | PromiseLike<T>,
) => Promise<T>;

const DATABASE = 'resnest-webgpu';
const STORE = 'packed-weights';

/** Beside it, since a new store in a database needs all tabs that use the database to close. */
const TUNING_DATABASE = 'resnest-webgpu-tuning';
const TUNING_STORE = 'decisions';

/** By itself too: what is written there must not make those wait who read weights. */
const USES_DATABASE = 'resnest-webgpu-uses';
const USES_STORE = 'last-uses';
/** Beside both, since what has come of a download is of no use once its weights are packed. */
const DOWNLOAD_DATABASE = 'resnest-webgpu-downloads';
const DOWNLOAD_STORE = 'chunks';

/**
 * A database that takes longer to open and to answer one request is given up: a broken profile or a pending deletion must
 * not hang us, nor one that opens and then says nothing (WebKit after a return from the back/forward cache).
 */
const ANSWER_SECONDS = 5;

/** The store of packed weights; it is opened by its first use. */
export const openStore = (): Store => patientStore(DATABASE, STORE);

/** The store of what was tuned; it is opened by its first use. */
export const openTuningStore = (): Store => patientStore(TUNING_DATABASE, TUNING_STORE);

/** The store of when each model was last used; it is opened by its first use. */
export const openUsesStore = (): Store => patientStore(USES_DATABASE, USES_STORE);
/** The store of what has come of downloads; it is opened by its first use. */
export const openDownloadStore = (): Store => patientStore(DOWNLOAD_DATABASE, DOWNLOAD_STORE);

/** Where the script of a worker, which has a copy of this module, finds what the library has begun. */
const global = globalThis as { resnestTransactions?: Set<Promise<unknown>> };

/** Transactions of this thread without an end yet. */
const open = (global.resnestTransactions ??= new Set());

/**
 * Resolves when all transactions of this thread have ended. WebKit may leave those of a worker that is terminated open for
 * good, and whoever uses the database later waits behind them.
 */
export const transactionsEnd = (): Promise<unknown> => Promise.allSettled(open);

/**
 * A store that rejects what is not answered in time, and from then on everything at once, until it answers after all.
 * Whoever wants to delete or to change the database gets it: the connection closes, and the next use opens another.
 */
export function patientStore(database: string, name: string): Store {
  let connecting: Promise<IDBDatabase> | undefined;
  let late: Error | undefined;
  const forget = (): void => (connecting = undefined);
  const use: Store = async (mode, callback) => {
    if (!connecting) {
      connecting = connect(database, name, forget);
      connecting.catch(forget); // after the assignment, since IndexedDB may throw at once
    }
    return callback(recordsOf(await connecting, name, mode, forget));
  };
  return async (mode, callback) => {
    if (late) throw late;
    const answer = use(mode, callback);
    const answered = (): void => (late = undefined);
    answer.then(answered, answered);
    const inTime = within(
      ANSWER_SECONDS,
      answer,
      () => (late = new Error(`it has not answered in ${String(ANSWER_SECONDS)} seconds`)),
    );
    open.add(inTime);
    return inTime.finally(() => open.delete(inTime));
  };
}

/**
 * Resolves when the changes of a transaction are on disk. Rejects with its error, which the transaction has only once it
 * is aborted: a request that fails says so earlier, when the transaction's error is still null.
 */
export const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('a transaction of IndexedDB was aborted'));
  });

/** Opens a database; `forget` is called when the connection is of no use any more. */
async function connect(name: string, store: string, forget: () => void): Promise<IDBDatabase> {
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => void opening.result.createObjectStore(store);
  const database = await promisifyRequest(opening);
  database.onclose = forget;
  database.onversionchange = () => {
    forget();
    database.close();
  };
  return database;
}

/** Another one's database of that name may lack the store; a browser may have closed the connection and not said so. */
function recordsOf(database: IDBDatabase, store: string, mode: IDBTransactionMode, forget: () => void): IDBObjectStore {
  try {
    return database.transaction(store, mode).objectStore(store);
  } catch (error) {
    forget();
    database.close();
    throw error;
  }
}
