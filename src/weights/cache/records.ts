/**
 * How models lie in IndexedDB.
 *
 * Under [key] is a model's index, under [key, load, 0], [key, load, 1], ... are its weights, or pieces of them, written
 * one by one as they are packed. `load` is a number of the load that wrote them; its index comes last, in a transaction
 * that finds all of them there and removes whatever else lies under the key. So no reader sees a part of a model.
 * Weights without an index were left by a tab that was closed midway. The index holds a digest of each record, since a
 * damaged record would give wrong answers at every start.
 */
import { WeightsError } from '../../core/errors';
import type { PackedWeight } from '../../core/weights';
import { promisifyRequest, type Store } from './database';
import { sha256 } from '../digest';
import { release } from '../../core/release';

/** A model in a cache: its packed weights, and a note of one line that says which model they are. */
export interface CachedModel {
  readonly note: string;
  /** In plan order, large weights in pieces. A weight is valid until you ask for the next one: copy what you keep. */
  readonly weights: AsyncIterable<PackedWeight> | Iterable<PackedWeight>;
}

/** A model's key, and the bytes of its weights. */
export interface ModelSize {
  readonly key: string;
  readonly bytes: number;
}

interface Index {
  readonly note: string;
  readonly load: number;
  readonly bytes: number;
  readonly weights: readonly { readonly name: string; readonly digest: string }[];
}

type RecordKey = [key: string] | [key: string, load: number, weight: number];

/** Records that are read before they are asked for. */
const AHEAD = 4;

/** No load takes longer. An older one without an index has ended, and its weights can go. */
const LOAD_MILLISECONDS = 3_600_000;

/** The model under a key, its weights checked as they are read. */
export async function findModel(store: Store, key: string): Promise<CachedModel | undefined> {
  const index = await store('readonly', (records) => promisifyRequest<Index | undefined>(records.get([key])));
  return index?.load === undefined ? undefined : { note: index.note, weights: readWeights(store, key, index) };
}

async function* readWeights(store: Store, key: string, { load, weights }: Index): AsyncGenerator<PackedWeight> {
  const coming: Promise<PackedWeight>[] = [];
  for (const [i, { name, digest }] of weights.entries()) {
    const weight = readWeight(store, [key, load, i], name, digest);
    weight.catch(() => undefined); // it is awaited later, or not at all
    coming.push(weight);
    if (coming.length > AHEAD) yield* passing(await coming.shift());
  }
  for (const weight of coming) yield* passing(await weight);
}

/** A weight that is freed when the next one is asked for. */
function* passing(weight: PackedWeight | undefined): Generator<PackedWeight> {
  if (!weight) return;
  yield weight;
  release(weight.weight, weight.bias);
}

async function readWeight(store: Store, at: RecordKey, name: string, digest: string): Promise<PackedWeight> {
  const weight = await store('readonly', (records) => promisifyRequest<PackedWeight | undefined>(records.get(at)));
  if (weight?.name !== name || (await digestOf(weight)) !== digest)
    throw new WeightsError('cache', `the weight ${name} in IndexedDB is missing or damaged; load the checkpoint again`);
  return weight;
}

/** Stores a model whole in place of what is under its key, or throws and leaves that as it is. */
export async function writeModel(store: Store, key: string, { note, weights }: CachedModel): Promise<void> {
  const load = Date.now() + Math.random();
  const listed: Index['weights'][number][] = [];
  let bytes = 0;
  let writing: Promise<void> = Promise.resolve();
  try {
    // A weight is written while the next is packed.
    for await (const weight of weights) {
      await writing;
      const digest = await digestOf(weight);
      ({ writing } = await beginWriting(store, [key, load, listed.length], weight));
      listed.push({ name: weight.name, digest });
      bytes += weight.weight.byteLength + weight.bias.byteLength;
    }
    await writing;
    await store('readwrite', (records) => show(records, key, { note, load, bytes, weights: listed }));
  } catch (error) {
    await writing.catch(() => undefined);
    await store('readwrite', (records) => finish(records, () => records.delete(weightsOf(key, load)))).catch(
      () => undefined, // a later load removes them
    );
    throw error;
  }
}

/** Answers when the weight has been copied; `writing` settles when it is on disk. */
const beginWriting = (store: Store, at: RecordKey, weight: PackedWeight): Promise<{ writing: Promise<void> }> =>
  new Promise((resolve, reject) => {
    const writing = store('readwrite', (records) => {
      const finished = finish(records, () => records.put(weight, at));
      resolve({ writing });
      return finished;
    });
    writing.catch(reject); // of one that was copied it is awaited when the next weight has come
  });

/** Makes a model visible whose weights are all there. */
async function show(records: IDBObjectStore, key: string, index: Index): Promise<void> {
  const own = weightsOf(key, index.load);
  const there = await promisifyRequest(records.count(own));
  if (there !== index.weights.length) throw new Error(`${there} weights of ${index.weights.length} are left`);
  await finish(records, () => {
    records.delete(IDBKeyRange.bound([key], own.lower, false, true));
    records.delete(IDBKeyRange.bound(own.upper, [key, []], true));
    records.put(index, [key]);
  });
}

export const deleteModel = (store: Store, key: string): Promise<void> =>
  store('readwrite', (records) => finish(records, () => records.delete(IDBKeyRange.bound([key], [key, []]))));

export const deleteAll = (store: Store): Promise<void> =>
  store('readwrite', (records) => finish(records, () => records.clear()));

export const listModels = (store: Store): Promise<ModelSize[]> =>
  store('readonly', async (records) => {
    const indexes = await readIndexes(records, await readKeys(records));
    return [...indexes].map(([key, { bytes }]) => ({ key, bytes }));
  });

/** Removes the weights of loads that ended without an index. */
export const removeLeftovers = (store: Store): Promise<void> =>
  store('readwrite', async (records) => {
    const all = await readKeys(records);
    const indexes = await readIndexes(records, all);
    const isLeftover = ([key, load]: RecordKey): boolean =>
      load !== undefined && load !== indexes.get(key)?.load && load < Date.now() - LOAD_MILLISECONDS;
    await finish(records, () => all.filter(isLeftover).forEach((key) => records.delete(key)));
  });

const readKeys = (records: IDBObjectStore): Promise<RecordKey[]> =>
  promisifyRequest(records.getAllKeys() as IDBRequest<unknown[]> as IDBRequest<RecordKey[]>);

async function readIndexes(records: IDBObjectStore, all: readonly RecordKey[]): Promise<Map<string, Index>> {
  const indexes = all
    .filter(({ length }) => length === 1)
    .map(async (at) => [at[0], await promisifyRequest<Index>(records.get(at))] as const);
  return new Map(await Promise.all(indexes));
}

/** All weights of a load: arrays sort after numbers. */
const weightsOf = (key: string, load: number): IDBKeyRange => IDBKeyRange.bound([key, load], [key, load, []]);

/** Asks for changes and waits until they are on disk. */
function finish(records: IDBObjectStore, change: () => void): Promise<void> {
  try {
    change();
  } catch (error) {
    records.transaction.abort(); // else what was asked for before would be kept
    throw error;
  }
  return promisifyRequest(records.transaction);
}

/** Of its bytes, off this thread, and where they belong. */
async function digestOf({ weight, bias, piece }: PackedWeight): Promise<string> {
  const digests = await Promise.all([sha256(weight), sha256(bias)]);
  return [...digests, ...(piece ? [piece.from, piece.of] : [])].join('-');
}
