/**
 * Which models are used: by this page now, and when each was used last.
 */
import { committed, openUsesStore, promisifyRequest } from './database';

/** A model that a load reads or writes is in use for so long after each step; a load that is slower is given up. */
const STEP_MILLISECONDS = 10_000;

/** Until when each model is in use by this page, on the page's own clock. */
const inUse = new Map<string, number>();

/** A load on this page has begun to read or to write a model, or goes on with it. */
export const useNow = (key: string): void => void inUse.set(key, performance.now() + STEP_MILLISECONDS);

/** A load on this page has ended. */
export const endUse = (key: string): void => void inUse.delete(key);

export const isInUse = (key: string): boolean => (inUse.get(key) ?? 0) > performance.now();

/** When models were last read, in milliseconds since 1970. Nothing here rejects: without it they were used when written. */
export interface LastUses {
  readonly note: (key: string) => Promise<void>;
  readonly read: () => Promise<ReadonlyMap<string, number>>;
  /** Forgets all models but those for which `isThere` holds. */
  readonly keepOnly: (isThere: (key: string) => boolean) => Promise<void>;
}

export function lastUses(): LastUses {
  const store = openUsesStore();
  const change = (begin: (records: IDBObjectStore) => void | Promise<void>): Promise<void> =>
    store('readwrite', async (records) => {
      await begin(records);
      await committed(records.transaction);
    }).catch(() => undefined);
  return {
    note: (key) => change((records) => void records.put(Date.now(), key)),
    read: () =>
      store('readonly', async (records) => {
        const keys = promisifyRequest(records.getAllKeys());
        const times = await promisifyRequest<unknown[]>(records.getAll());
        const entries = (await keys).map((key, i) => [String(key), times[i]] as const);
        return new Map(entries.filter((entry): entry is readonly [string, number] => typeof entry[1] === 'number'));
      }).catch(() => new Map<string, number>()),
    keepOnly: (isThere) =>
      change(async (records) => {
        const gone = (await promisifyRequest(records.getAllKeys())).filter((key) => !isThere(String(key)));
        gone.forEach((key) => records.delete(key));
      }),
  };
}
