/** Opens a checkpoint, from a file, a folder or the network, for the page to read. */
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { arrayBuffer } from 'node:stream/consumers';
import { filesOf, parseShardIndex, type ShardIndex } from '../../../src/weights/containers/sharded';
import { bytesInMemory } from '../../../src/weights/fileBytes';
import { blame } from '../words';
import { isUrl, openSource } from './openSource';

/** A checkpoint, under the name that the caller gave it. */
export type OpenWeights = WholeWeights | ShardedWeights;

/** One file, which is being read. */
export interface WholeWeights {
  readonly source: string;
  readonly stream: Readable;
}

/** An index, and the files beside it. */
export interface ShardedWeights {
  readonly source: string;
  readonly index: ShardIndex;
  readonly indexBytes: Uint8Array;
  /** Starts reading one of the index's files. */
  readonly open: (file: string) => Promise<Readable>;
}

/** Starts reading `source`, a path or an http(s) URL of a file; throws one sentence if that cannot be done. */
export async function openWeights(source: string): Promise<OpenWeights> {
  try {
    const stream = await openSource(source);
    if (!/\.index\.json(\?.*)?$/i.test(source)) return { source, stream };
    const bytes = await arrayBuffer(stream);
    const index = await parseShardIndex(bytesInMemory(bytes));
    if (!index) throw new Error('it is not the index of a checkpoint in several files');
    const open = (file: string): Promise<Readable> =>
      openSource(besideOf(source, file)).catch((error: unknown) => blame(file, error));
    for (const file of filesOf(index)) if (!isUrl(source)) (await open(file)).destroy(); // what is missing is told at once
    return { source, index, indexBytes: new Uint8Array(bytes), open };
  } catch (error) {
    return blame(source, error);
  }
}

/** Starts reading the first of several sources that can be read; throws what is wrong with the first one if none can. */
export async function openFirst([first = '', ...others]: readonly string[]): Promise<OpenWeights> {
  return openWeights(first).catch(async (error: unknown) => {
    for (const other of others) {
      const opened = await openWeights(other).catch(() => undefined);
      if (opened) return opened;
    }
    throw error;
  });
}

const besideOf = (source: string, file: string): string =>
  isUrl(source) ? new URL(encodeURIComponent(file), source).href : join(dirname(source), file);
