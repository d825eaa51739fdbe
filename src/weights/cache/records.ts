/**
 * How models lie in IndexedDB.
 *
 * Under [key] is a model's index, under [key, load, 0], [key, load, 1], ... are its weights, or pieces of them, written
 * a few at a time as they are packed. `load` is a number of the load that wrote them; its index comes last, in a
 * transaction that finds all of them there and removes whatever else lies under the key. So no reader sees a part of a
 * model. Weights without an index were left by a tab that was closed midway. The index holds a digest of each record, since a
 * damaged record would give wrong answers at every start.
 */
import { WeightsError } from '../../core/errors';
import { isObject } from '../../core/json';
import { release } from '../../core/release';
import type { PackedWeight } from '../../core/weights';
import { sha256 } from '../digest';
import { committed, promisifyRequest, type Store } from './database';
import { isNoSpace } from './space';

/** A model in a cache: its packed weights, and a note of one line that says which model they are. */
export interface CachedModel {
  readonly note: string;
  /** In plan order, large weights in pieces. A weight is valid until you ask for the next one: copy what you keep. */
  readonly weights: AsyncIterable<PackedWeight> | Iterable<PackedWeight>;
  /** Bytes of all its weights, where a load stores it: a cache can tell before the first one that they will not fit. */
  readonly bytes?: number | undefined;
  /** The download that a load packs its weights from, where it keeps that on the disk: where there is no space, it can go. */
  readonly download?: DownloadOnDisk | undefined;
}

/** A download that takes space of this site until its weights are stored. */
export interface DownloadOnDisk {
  /** Bytes on the disk now. */
  readonly bytes: number;
  /** Deletes them. The weights go on coming, from wherever the browser keeps Blobs. */
  leave(): Promise<void>;
}

/** What lies under [key]. Another value there is of another version of this layout, and no model. */
export interface Index {
  readonly note: string;
  readonly load: number;
  readonly bytes: number;
  readonly weights: readonly { readonly name: string; readonly digest: string }[];
}

export type RecordKey = [key: string] | [key: string, load: number, weight: number];

/** So many bytes are written at a time: a transaction takes some milliseconds, whatever it writes. */
const TOGETHER_BYTES = 2 ** 21;

/** Records that are read before they are asked for. */
const AHEAD = 4;

/** The model under a key, its weights checked as they are read. */
export async function findModel(store: Store, key: string): Promise<CachedModel | undefined> {
  const index = await store('readonly', (records) => promisifyRequest<unknown>(records.get([key])));
  return isIndex(index) ? { note: index.note, weights: readWeights(store, key, index) } : undefined;
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

/** Makes room for so many bytes more by removing something of less use; false where that would not do. */
type MakeRoom = (bytes: number) => Promise<boolean>;

/**
 * Stores a model whole in place of what is under its key, or throws and leaves that as it is. A write for which there is
 * no space is tried again as long as `makeRoom` makes some.
 */
export async function writeModel(
  store: Store,
  key: string,
  { note, weights, bytes: expected = 0 }: CachedModel,
  makeRoom: MakeRoom,
): Promise<void> {
  const load = Date.now() + Math.random();
  const listed: Index['weights'][number][] = [];
  let bytes = 0;
  let batch: PackedWeight[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  const write = async (copies: readonly PackedWeight[], size: number): Promise<void> => {
    const first = listed.length;
    const digested = copies.map(async (copy) => ({ name: copy.name, digest: await digestOf(copy) }));
    listed.push(...(await Promise.all(digested)));
    // What is free is less than these weights, or nothing: so much less may be made for those behind them.
    const lacking = Math.max(expected - bytes - size, size);
    bytes += size;
    await insist(lacking, makeRoom, () =>
      store('readwrite', (records) =>
        finish(records, () => copies.forEach((copy, i) => records.put(copy, [key, load, first + i]))),
      ),
    );
  };
  /** Some weights are written while the next are packed: from copies, since the weights themselves are freed meanwhile. */
  const flush = async (): Promise<void> => {
    await writing;
    const copies = batch;
    writing = write(copies, batchBytes).finally(() => copies.forEach(({ weight, bias }) => release(weight, bias)));
    writing.catch(() => undefined); // it is awaited before the next ones are written
    [batch, batchBytes] = [[], 0];
  };
  try {
    for await (const weight of weights) {
      const copy = { ...weight, weight: weight.weight.slice(0), bias: weight.bias.slice(0) };
      batch.push(copy);
      batchBytes += sizeOf(copy);
      if (batchBytes >= TOGETHER_BYTES) await flush();
    }
    await flush();
    await writing;
    const index: Index = { note, load, bytes, weights: listed };
    await insist(0, makeRoom, () => store('readwrite', (records) => show(records, key, index)));
  } catch (error) {
    await writing.catch(() => undefined);
    await store('readwrite', (records) => finish(records, () => records.delete(weightsOf(key, load)))).catch(
      () => undefined, // a later load removes them
    );
    throw error;
  }
}

const sizeOf = ({ weight, bias }: PackedWeight): number => weight.byteLength + bias.byteLength;

/** Writes, again and again while there is no space and so many bytes can be made. */
async function insist(bytes: number, makeRoom: MakeRoom, write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isNoSpace(error) || !(await makeRoom(bytes))) throw error;
    }
  }
}

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

/** Puts a note in place of another one; a model that another load has stored meanwhile has its own. */
export const replaceNote = (store: Store, key: string, old: string, note: string): Promise<void> =>
  store('readwrite', async (records) => {
    const index = await promisifyRequest<unknown>(records.get([key]));
    if (isIndex(index) && index.note === old) await finish(records, () => records.put({ ...index, note }, [key]));
  });

export const deleteModel = (store: Store, key: string): Promise<void> =>
  store('readwrite', (records) => finish(records, () => records.delete(recordsOf(key))));

export function isIndex(value: unknown): value is Index {
  if (!isObject(value)) return false;
  const { note, load, bytes, weights } = value;
  return typeof note === 'string' && [load, bytes].every(Number.isFinite) && Array.isArray(weights);
}

/** All records of a model: arrays sort after numbers. */
export const recordsOf = (key: string): IDBKeyRange => IDBKeyRange.bound([key], [key, []]);

/** All weights of a load. */
const weightsOf = (key: string, load: number): IDBKeyRange => IDBKeyRange.bound([key, load], [key, load, []]);

/** Asks for changes and waits until they are on disk. */
export function finish(records: IDBObjectStore, change: () => void): Promise<void> {
  try {
    change();
  } catch (error) {
    records.transaction.abort(); // else what was asked for before would be kept
    throw error;
  }
  return committed(records.transaction);
}

/** Of its bytes, off this thread, and where they belong. */
async function digestOf({ weight, bias, piece }: PackedWeight): Promise<string> {
  const digests = await Promise.all([sha256(weight), sha256(bias)]);
  return [...digests, ...(piece ? [piece.from, piece.of] : [])].join('-');
}
