/**
 * Keeps packed weights in IndexedDB, so that the second start fetches and packs nothing.
 *
 * The records of a model lie under the keys [key] (the index) and [key, 0], [key, 1], ... (the weights); one
 * transaction writes them all, so no reader sees a part of a model. The index holds a digest of each weight, since a
 * damaged one would give wrong answers at every start.
 */
import { type UseStore, clear, createStore, getMany, keys, promisifyRequest } from 'idb-keyval';
import { WeightsError } from '../core/errors';
import type { PackedWeight } from '../core/weights';
import { hex } from './download';

/** A model as it is kept: its packed weights, and a note in JSON that says which model they are. */
export interface CachedModel {
  readonly note: string;
  readonly weights: readonly PackedWeight[];
}

/** A place that keeps packed weights; a caller may bring another one. `get` and `put` must never reject. */
export interface WeightCache {
  /** What is under the key, weights in their order, or undefined if it is not there, is damaged or cannot be read. */
  get(key: string): Promise<CachedModel | undefined>;
  /** Stores all or nothing, in place of what is under the same key; false if there is no storage or no space. */
  put(key: string, model: CachedModel): Promise<boolean>;
  /** What is stored; rejects if the storage does not work, as do `delete` and `clear`. */
  list(): Promise<CacheEntry[]>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

export interface CacheEntry {
  readonly key: string;
  readonly bytes: number;
}

interface Index {
  readonly note: string;
  readonly bytes: number;
  readonly weights: readonly { readonly name: string; readonly digest: string }[];
}

const DATABASE = 'resnest-webgpu';
const STORE = 'packed-weights';

/** A browser whose database does not open (a broken profile, a pending deletion) must not hang us. */
const OPEN_MILLISECONDS = 5000;

/** The cache in this origin's IndexedDB. Nothing is opened before the first use; `get` and `put` never reject. */
export function indexedDBCache(): WeightCache {
  const store = impatient(createStore(DATABASE, STORE));
  return {
    get: (key) => store('readonly', (records) => readModel(records, key)).catch(() => undefined),
    put: async (key, model) => {
      try {
        const index = await indexOf(model); // before the transaction, which would end meanwhile
        await store('readwrite', (records) => writeModel(records, key, index, model.weights));
        return true;
      } catch {
        return false;
      }
    },
    list: () => listEntries(store).catch(explain),
    delete: (key) => store('readwrite', (records) => deleteWeights(records, key)).catch(explain),
    clear: () => clear(store).catch(explain),
  };
}

/** The cache that classifiers use by default. */
export const defaultCache = indexedDBCache();

/** What the default cache keeps in this origin's IndexedDB; rejects with a WeightsError if that does not work. */
export const cache: Pick<WeightCache, 'list' | 'delete' | 'clear'> = defaultCache;

/** A store that rejects if the database does not open in time, from then on at once, until it has opened after all. */
function impatient(store: UseStore): UseStore {
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

function explain(cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new WeightsError(`the weights cache in IndexedDB does not work (${reason}); allow this site to store data`, {
    cause,
  });
}

/** The index and all weights of a key: arrays sort after numbers. */
const everythingUnder = (key: string): IDBKeyRange => IDBKeyRange.bound([key], [key, []]);

/** Of both pieces, off this thread. */
async function digestOf({ weight, bias }: PackedWeight): Promise<string> {
  const digests = await Promise.all([weight, bias].map((bytes) => crypto.subtle.digest('SHA-256', bytes)));
  return digests.map(hex).join('-');
}

async function indexOf({ note, weights }: CachedModel): Promise<Index> {
  const listed: Index['weights'][number][] = [];
  // One after the other, since each digest takes a copy.
  for (const weight of weights) listed.push({ name: weight.name, digest: await digestOf(weight) });
  const bytes = weights.reduce((sum, { weight, bias }) => sum + weight.byteLength + bias.byteLength, 0);
  return { note, bytes, weights: listed };
}

async function readModel(records: IDBObjectStore, key: string): Promise<CachedModel | undefined> {
  const index = await promisifyRequest<Index | undefined>(records.get([key]));
  if (!index) return undefined;
  // One request a weight: a single answer of hundreds of megabytes is more than browsers pass between processes.
  const weights = await Promise.all(
    index.weights.map(async ({ name, digest }, i) => {
      const weight = await promisifyRequest<PackedWeight | undefined>(records.get([key, i]));
      return weight?.name === name && (await digestOf(weight)) === digest ? weight : undefined;
    }),
  );
  return weights.every((weight) => weight !== undefined) ? { note: index.note, weights } : undefined;
}

function writeModel(
  records: IDBObjectStore,
  key: string,
  index: Index,
  weights: readonly PackedWeight[],
): Promise<void> {
  try {
    records.delete(everythingUnder(key));
    records.put(index, [key]);
    weights.forEach((weight, i) => records.put(weight, [key, i]));
  } catch (error) {
    records.transaction.abort(); // else what was put before would be kept
    throw error;
  }
  return promisifyRequest(records.transaction);
}

function deleteWeights(records: IDBObjectStore, key: string): Promise<void> {
  records.delete(everythingUnder(key));
  return promisifyRequest(records.transaction);
}

async function listEntries(store: UseStore): Promise<CacheEntry[]> {
  const indexKeys = (await keys<[string] | [string, number]>(store)).filter((key) => key.length === 1);
  const indexes = await getMany<Index>(indexKeys, store);
  return indexKeys.flatMap(([key], i) => {
    const index = indexes[i];
    return index ? [{ key, bytes: index.bytes }] : [];
  });
}
