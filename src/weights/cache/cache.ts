/**
 * Keeps packed weights in IndexedDB, so that the second start fetches and packs nothing. `records.ts` says how a model
 * lies there.
 */
import { ConfigError, WeightsError } from '../../core/errors';
import { inWords } from '../../core/json';
import type { PackedWeight } from '../../core/weights';
import { messageOf } from '../../core/wording';
import { fileNameOf } from '../fetching/address';
import { chunksOf, forgetDownloads, listDownloads } from '../fetching/kept/chunks';
import { openStore } from './database';
import { nameIn } from './note';
import { type CachedModel, deleteModel, type DownloadOnDisk, findModel, replaceNote, writeModel } from './records';
import { deleteAll, evict, listModels, removeOutdated } from './shelf';
import { freeBytes, freeing, isNoSpace, noSpace, persist, usedBytes } from './space';
import { endUse, isInUse, lastUses, useNow } from './uses';

/**
 * A place that keeps packed weights; a caller may bring one of its own. `get` and `put` should not reject. A cache that
 * rejects, or hangs for 10 seconds, is left out: the start goes on with the checkpoint.
 */
export interface WeightCache {
  /**
   * The model under a key; undefined if there is none, or if it cannot be read. Its note comes before any weight is
   * read. Weights that are missing or damaged may end early or throw: the checkpoint is loaded instead.
   */
  get(key: string): Promise<CachedModel | undefined>;
  /**
   * Stores a model in place of the one under the same key: all of it, or nothing. The weights come one by one, as they
   * are packed. If they throw, the load has failed, and nothing of it may be kept. Answers false if they
   * could not be stored, for lack of space or another reason.
   */
  put(key: string, model: CachedModel): Promise<boolean>;
  /**
   * Whether this origin's IndexedDB may hold what has come of a download until its weights are stored, so that a download
   * that breaks off goes on where it was. A store that leaves it out is all that is written to the disk.
   */
  readonly keepsDownloads?: boolean | undefined;
  /**
   * Puts a note in place of another one, beside the same weights; does nothing where the note under the key is not `old`.
   * Without it, what a start learns of the files at a URL is asked for again by the next one.
   */
  replaceNote?(key: string, old: string, note: string): Promise<void>;
  /** Why the last `put` under a key answered false, in one sentence for `info`. */
  refusal?(key: string): string | undefined;
  /** The key and the size of each stored model. Rejects where that fails, as do `delete` and `clear`. */
  list(): Promise<CacheEntry[]>;
  delete(key: string): Promise<void>;
  clear(): Promise<void>;
}

/** A model's key, and the bytes of its weights. */
export interface CacheEntry {
  readonly key: string;
  readonly bytes: number;
}

/** What this library's cache tells of a model that it keeps, or of a file whose download has not ended. */
export interface StoredModel extends CacheEntry {
  /** As in `info.model`, of a download the file's name; empty where a model was stored without its name. */
  readonly name: string;
  readonly written: Date;
  /** When a classifier was last started with it, or when it was written; of a download when it was last gone on with. */
  readonly lastUsed: Date;
  /** Whether all of it is there, ready for a start; false for downloads. */
  readonly complete: boolean;
  /** Bytes that are there. */
  readonly loaded: number;
}

/** This library's cache. */
export interface ModelCache extends WeightCache {
  readonly keepsDownloads: true;
  list(): Promise<StoredModel[]>;
  replaceNote(key: string, old: string, note: string): Promise<void>;
  refusal(key: string): string | undefined;
  /**
   * Asks the browser to keep this site's data even if the device runs short of space. Whether it will. Some browsers ask
   * the person, so call it when a person expects that; the browser is asked once a page. Never rejects.
   */
  persist(): Promise<boolean>;
}

/**
 * The cache in this origin's IndexedDB. Nothing is opened before the first use; `get` and `put` never reject. A `put` for
 * which there is no space removes the models that were not used for longest, but for those that this page loads.
 */
export function indexedDBCache(): ModelCache {
  const store = openStore();
  const uses = lastUses();
  const refusals = new Map<string, string>();
  let tidied: Promise<void> | undefined;

  const tidy = async (): Promise<void> => {
    const kept = new Set((await removeOutdated(store)).map(({ key }) => key));
    void uses.keepOnly((key) => kept.has(key)); // a load does not wait for it
  };

  /**
   * Removes downloads that were left, the one that this model comes from, and other models, for so many bytes. Whether
   * that makes room for them.
   */
  const makeRoomFor = async (key: string, bytes: number, download?: DownloadOnDisk): Promise<boolean> => {
    if (await forgetLeftDownloads()) return true;
    const own = download?.bytes ?? 0;
    const isSpared = (other: string): boolean => other === key || isInUse(other);
    const isRoom =
      (own > 0 && own >= bytes) || (await evict(store, { bytes: bytes - own, lastUses: await uses.read(), isSpared }));
    if (isRoom && own > 0) await freeing(own, async () => download?.leave());
    await usedBytes(); // Chromium counts what was deleted as free once it is asked, and not before
    return isRoom;
  };

  const write = async (key: string, model: CachedModel): Promise<void> => {
    await tidy();
    const lacking = (model.bytes ?? 0) - ((await freeBytes()) ?? Infinity);
    const makeRoom = (bytes: number): Promise<boolean> => makeRoomFor(key, bytes, model.download);
    if (lacking > 0 && !(await makeRoom(lacking))) throw noSpace();
    await writeModel(store, key, { ...model, weights: inUse(key, model.weights) }, makeRoom);
  };

  return {
    get: async (key) => {
      try {
        const model = await findModel(store, key);
        if (!model) return undefined;
        useNow(key);
        const read = (): void => {
          void uses.note(key); // the start does not wait for these
          tidied ??= tidy().catch(() => undefined);
        };
        return { ...model, weights: inUse(key, model.weights, read) };
      } catch {
        return undefined;
      }
    },
    put: async (key, model) => {
      refusals.delete(key);
      try {
        await write(key, model);
        return true;
      } catch (error) {
        refusals.set(key, isNoSpace(error) ? NO_SPACE : sentenceOn(error));
        return false;
      }
    },
    keepsDownloads: true,
    replaceNote: (key, old, note) => replaceNote(store, key, old, note).catch(explain),
    refusal: (key) => refusals.get(key),
    list: async () => {
      const models = await listModels(store).catch(explain);
      const lastUsed = await uses.read();
      const stored = models.map(({ key, note, bytes, written }) => ({
        ...{ key, bytes, name: nameIn(note), complete: true, loaded: bytes },
        written: new Date(written),
        lastUsed: new Date(lastUsed.get(key) ?? written),
      }));
      return [...stored, ...(await unfinished())];
    },
    delete: async (key) => {
      if (typeof key !== 'string')
        throw new ConfigError('option', `delete takes a key of cache.list(), not ${inWords(key)}`);
      const [, file] = DOWNLOAD_KEY.exec(key) ?? [];
      if (file !== undefined) return chunksOf(file).forget().catch(explain);
      await deleteModel(store, key).catch(explain);
      await uses.keepOnly((other) => other !== key);
    },
    clear: async () => {
      await deleteAll(store).catch(explain);
      await forgetDownloads().catch(explain);
      await uses.keepOnly(() => false);
    },
    persist,
  };
}

/** The key of a download in a list; no model's key ends like this. */
const DOWNLOAD_KEY = /^(.*)#download$/s;

/** What has come of downloads that have not ended. Where that cannot be read, the models are listed all the same. */
async function unfinished(): Promise<StoredModel[]> {
  const downloads = await listDownloads().catch(() => []);
  return downloads.map(({ file, address, loaded, total, came, date }) => ({
    ...{
      key: `${file}#download`,
      name: (URL.canParse(address) && fileNameOf(address)) || '',
      bytes: total ?? loaded,
      complete: false,
      loaded,
    },
    ...{ written: new Date(came), lastUsed: new Date(date) },
  }));
}

/** No download takes longer: one that nobody has gone on with for a day has broken off. */
const DOWNLOAD_MILLISECONDS = 24 * 3_600_000;

/** Deletes what has come of downloads that broke off, which are of less use than whole models. Whether there were any. */
async function forgetLeftDownloads(): Promise<boolean> {
  const downloads = await listDownloads().catch(() => []);
  const left = downloads.filter(({ date, loaded }) => loaded > 0 && date < Date.now() - DOWNLOAD_MILLISECONDS);
  const forgetting = left.map(async ({ file }) =>
    chunksOf(file)
      .forget()
      .then(
        () => true,
        () => false,
      ),
  );
  return (await Promise.all(forgetting)).includes(true);
}

/** Weights of a model that is in use until their reader has left; `end` is called if all have been read. */
async function* inUse(key: string, weights: CachedModel['weights'], end?: () => void): AsyncGenerator<PackedWeight> {
  try {
    for await (const weight of weights) {
      useNow(key);
      yield weight;
    }
    end?.();
  } finally {
    endUse(key);
  }
}

/** The cache that classifiers use by default. */
export const defaultCache = indexedDBCache();

/**
 * The default cache, in this origin's IndexedDB. List and delete the models that it keeps, ask the browser to keep them, or
 * build a cache of your own on it. `list`, `delete` and `clear` reject with a WeightsError if IndexedDB does not work, and
 * `delete` with a ConfigError for what is no key.
 */
export const cache: ModelCache = defaultCache;

const NO_SPACE = 'there is no space for them: not even without the other models of this site';

function sentenceOn(cause: unknown): string {
  return `the weights cache in IndexedDB does not work (${messageOf(cause)}); allow this site to store data`;
}

function explain(cause: unknown): never {
  throw new WeightsError('cache', sentenceOn(cause), { cause });
}
