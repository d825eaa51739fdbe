/**
 * All models in IndexedDB together: which there are, and which have to go.
 */
import { promisifyRequest, type Store } from './database';
import { isOfOlderVersion } from './key';
import { finish, type Index, isIndex, type RecordKey, recordsOf } from './records';

/** A model that is there, whole. */
export interface Shelved {
  readonly key: string;
  readonly note: string;
  readonly bytes: number;
  /** In milliseconds since 1970. */
  readonly written: number;
}

/** No load takes longer. An older one without an index has ended, and its weights can go. */
const LOAD_MILLISECONDS = 3_600_000;

export const listModels = (store: Store): Promise<Shelved[]> =>
  store('readonly', async (records) => shelvedIn(await readIndexes(records, await readKeys(records))));

export const deleteAll = (store: Store): Promise<void> =>
  store('readwrite', (records) => finish(records, () => records.clear()));

/**
 * Removes what no load of this version will read or replace: models of older versions, whatever they were loaded from,
 * records of another layout, and the weights of loads that ended without an index. Answers with the models that stay.
 */
export const removeOutdated = (store: Store): Promise<Shelved[]> =>
  store('readwrite', async (records) => {
    const all = await readKeys(records);
    const indexes = await readIndexes(records, all);
    const isOutdated = (at: unknown): boolean => {
      if (!isRecordKey(at)) return true;
      const [key, load] = at;
      if (isOfOlderVersion(key)) return true;
      if (load === undefined) return !indexes.has(key);
      return load !== indexes.get(key)?.load && load < Date.now() - LOAD_MILLISECONDS;
    };
    const outdated = all.filter(isOutdated);
    await finish(records, () => outdated.forEach((at) => records.delete(at)));
    return shelvedIn(indexes).filter(({ key }) => !isOfOlderVersion(key));
  });

/** Which models may be removed for another one, and in what order. */
export interface Ranking {
  /** Bytes that are lacking. */
  readonly bytes: number;
  /** When each was last used; a model that is missing was when it was written. */
  readonly lastUses: ReadonlyMap<string, number>;
  readonly isSpared: (key: string) => boolean;
}

/** Removes the models that were not used for longest. Whether that makes the room; if it would not, all stay. */
export const evict = (store: Store, ranking: Ranking): Promise<boolean> =>
  store('readwrite', async (records) => {
    const leaving = leavingFor(shelvedIn(await readIndexes(records, await readKeys(records))), ranking);
    await finish(records, () => leaving.forEach(({ key }) => records.delete(recordsOf(key))));
    return leaving.length > 0;
  });

/** The models that were not used for longest and have so many bytes together; none where all have fewer. */
export function leavingFor(models: readonly Shelved[], { bytes, lastUses, isSpared }: Ranking): readonly Shelved[] {
  const lastUse = ({ key, written }: Shelved): number => lastUses.get(key) ?? written;
  const leaving: Shelved[] = [];
  let freed = 0;
  for (const model of models.filter(({ key }) => !isSpared(key)).sort((a, b) => lastUse(a) - lastUse(b))) {
    if (freed >= bytes && leaving.length > 0) break;
    leaving.push(model);
    freed += model.bytes;
  }
  return freed >= bytes ? leaving : [];
}

const shelvedIn = (indexes: ReadonlyMap<string, Index>): Shelved[] =>
  [...indexes].map(([key, { note, bytes, load }]) => ({ key, note, bytes, written: Math.floor(load) }));

const readKeys = (records: IDBObjectStore): Promise<IDBValidKey[]> => promisifyRequest(records.getAllKeys());

const isRecordKey = (at: unknown): at is RecordKey =>
  Array.isArray(at) &&
  typeof at[0] === 'string' &&
  (at.length === 1 || (at.length === 3 && [at[1], at[2]].every(Number.isFinite)));

/** The indexes of this layout, by their models' keys. */
async function readIndexes(records: IDBObjectStore, all: readonly IDBValidKey[]): Promise<Map<string, Index>> {
  const indexes = all
    .filter((at): at is [string] => isRecordKey(at) && at.length === 1)
    .map(async (at) => [at[0], await promisifyRequest<unknown>(records.get(at))] as const);
  return new Map((await Promise.all(indexes)).filter((entry): entry is readonly [string, Index] => isIndex(entry[1])));
}
