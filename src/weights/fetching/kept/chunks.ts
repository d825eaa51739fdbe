/**
 * What has come of downloads, in IndexedDB, so that one that broke off goes on where it was.
 *
 * Under [file] is a head, which says of which version of the file the chunks are; under [file, id, 0], [file, id, 1], ...
 * are the chunks, each with the digest of the file up to its end. Who begins a file anew writes a head with an id of its
 * own and deletes the chunks of all others: chunks of two versions never meet, whatever another tab does.
 */
import { isObject } from '../../../core/json';
import { committed, openDownloadStore, promisifyRequest, type Store } from '../../cache/database';
import type { FileVersion } from '../http/version';

/** A crash costs a few of these at most, which were on their way; a smaller file is not kept before it is whole. */
export const CHUNK_BYTES = 2 ** 22;

/** A download that nobody has gone on with for a week will not be gone on with. */
const LEFT_MILLISECONDS = 7 * 24 * 3_600_000;

/** What is known of a file whose chunks are kept. */
export interface Head {
  /** The URL that it came from, without a signature. */
  readonly address: string;
  readonly version: FileVersion;
  /** When its first byte came, as Date.now() has it. */
  readonly came: number;
}

/** A chunk as it is kept. */
export interface Chunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of all bytes of the file up to the end of this chunk, as it was kept. */
  readonly digest: string;
  /** The same bytes on the disk. */
  readonly blob: Blob;
}

/** The chunks of one file. Every call may reject: then nothing can be kept here. */
export interface Chunks {
  /** The length of every chunk but the last. */
  readonly chunkBytes: number;
  /** What is kept: the numbers of chunks, of which some may turn out to be damaged. */
  find(): Promise<{ readonly head: Head; readonly numbers: readonly number[] } | undefined>;
  /** Begins anew: deletes all that is kept of the file. */
  begin(head: Head): Promise<void>;
  /** A chunk; undefined where it is missing. Its digest tells whether it is damaged. */
  read(number: number): Promise<Chunk | undefined>;
  /** Keeps a chunk with the digest of the file up to its end, and answers with the bytes on the disk. */
  keep(number: number, blob: Blob, digest: string): Promise<Blob>;
  /** Deletes all that is kept of the file. */
  forget(): Promise<void>;
}

/** A download of which something is kept. */
export interface KeptDownload {
  readonly file: string;
  /** The URL that it comes from, without a signature. */
  readonly address: string;
  readonly loaded: number;
  readonly total: number | undefined;
  /** When its first byte came, as Date.now() has it. */
  readonly came: number;
  /** When it was last begun or gone on with, as Date.now() has it. */
  readonly date: number;
}

interface KeptHead extends Head {
  readonly id: number;
  readonly date: number;
}

interface KeptChunk {
  readonly blob: Blob;
  readonly digest: string;
}

type RecordKey = [file: string] | [file: string, id: number, chunk: number];

const downloads = openDownloadStore();

/** The chunks of a file in this origin's IndexedDB. */
export function chunksOf(file: string, store: Store = downloads): Chunks {
  let id = 0;
  return {
    chunkBytes: CHUNK_BYTES,
    find: () =>
      store('readwrite', async (records) => {
        const keys = await removeOld(records);
        const head = await headOf(records, file);
        if (!head) return undefined;
        ({ id } = head);
        records.put({ ...head, date: Date.now() } satisfies KeptHead, [file]);
        await committed(records.transaction);
        const numbers = keys.flatMap(([of, by, chunk]) =>
          of === file && by === id && chunk !== undefined ? [chunk] : [],
        );
        return { head, numbers };
      }),
    begin: (head) => {
      id = Date.now() + Math.random();
      const kept: KeptHead = { ...head, id, date: Date.now() };
      return store('readwrite', (records) => {
        records.delete(allOf(file));
        records.put(kept, [file]);
        return committed(records.transaction);
      });
    },
    read: async (number) => {
      const kept = await store('readonly', (records) =>
        promisifyRequest<KeptChunk | undefined>(records.get([file, id, number])),
      );
      const bytes = await kept?.blob.arrayBuffer().catch(() => undefined);
      return kept && bytes && { ...kept, bytes: new Uint8Array(bytes) };
    },
    keep: async (number, blob, digest) => {
      const kept: KeptChunk = { blob, digest };
      const at: RecordKey = [file, id, number];
      await store('readwrite', async (records) => {
        if ((await headOf(records, file))?.id !== id) throw new Error('another tab has begun the file anew');
        records.put(kept, at);
        await committed(records.transaction);
      });
      const there = await store('readonly', (records) => promisifyRequest<KeptChunk | undefined>(records.get(at)));
      return there?.blob ?? blob;
    },
    forget: () =>
      store('readwrite', (records) => {
        records.delete(allOf(file));
        return committed(records.transaction);
      }),
  };
}

/** The downloads of which something is kept. */
export const listDownloads = (store: Store = downloads): Promise<KeptDownload[]> =>
  store('readonly', async (records) => {
    const keys = await readKeys(records);
    const heads = await readHeads(records, keys);
    return [...heads].map(([file, { id, address, version, came, date }]) => {
      const chunks = keys.filter(([of, by]) => of === file && by === id).length;
      const total = version.bytes;
      return { file, address, loaded: Math.min(chunks * CHUNK_BYTES, total ?? Infinity), total, came, date };
    });
  });

/** Deletes what is kept of all downloads. */
export const forgetDownloads = (store: Store = downloads): Promise<void> =>
  store('readwrite', (records) => {
    records.clear();
    return committed(records.transaction);
  });

/** Removes downloads that were left, and chunks without a head; answers with the keys that stay. */
async function removeOld(records: IDBObjectStore): Promise<RecordKey[]> {
  const keys = await readKeys(records);
  const heads = await readHeads(records, keys);
  const isOld = ([file, id]: RecordKey): boolean => {
    const head = heads.get(file);
    return head === undefined || head.date < Date.now() - LEFT_MILLISECONDS || (id !== undefined && id !== head.id);
  };
  const old = keys.filter(isOld);
  for (const key of old) records.delete(key);
  return keys.filter((key) => !old.includes(key));
}

const readKeys = (records: IDBObjectStore): Promise<RecordKey[]> =>
  promisifyRequest(records.getAllKeys() as IDBRequest<unknown[]> as IDBRequest<RecordKey[]>);

async function readHeads(records: IDBObjectStore, keys: readonly RecordKey[]): Promise<Map<string, KeptHead>> {
  const files = keys.filter(({ length }) => length === 1).map(([file]) => file);
  const heads = await Promise.all(files.map((file) => headOf(records, file)));
  return new Map(files.flatMap((file, i) => (heads[i] ? [[file, heads[i]]] : [])));
}

async function headOf(records: IDBObjectStore, file: string): Promise<KeptHead | undefined> {
  const head: unknown = await promisifyRequest(records.get([file]));
  return isHead(head) ? head : undefined;
}

/** Whether a record is a head of this form: one of another form is removed like one that is too old. */
function isHead(record: unknown): record is KeptHead {
  if (!isObject(record) || !isObject(record.version)) return false;
  const { etag, lastModified, bytes } = record.version;
  const isMaybe = (type: string, value: unknown): boolean => value === undefined || typeof value === type;
  return (
    [record.id, record.date, record.came].every(Number.isFinite) &&
    typeof record.address === 'string' &&
    isMaybe('string', etag) &&
    isMaybe('string', lastModified) &&
    isMaybe('number', bytes)
  );
}

/** Arrays sort after numbers. */
const allOf = (file: string): IDBKeyRange => IDBKeyRange.bound([file], [file, []]);
