/** Opens a checkpoint, from a file or from the network, for the page to read. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { blame, checkReadable, fromCaller } from './files';

/** Starts reading `given`, a path or an http(s) URL; throws one sentence if that cannot be done. */
export async function openWeights(given: string): Promise<Readable> {
  try {
    return /^https?:\/\//i.test(given) ? await download(given) : await openFile(fromCaller(given));
  } catch (error) {
    return blame(given, error);
  }
}

async function openFile(path: string): Promise<Readable> {
  await checkReadable(path);
  return createReadStream(path, { highWaterMark: 1 << 20 });
}

/** Here and not in the page, so that a server need not allow other origins. */
async function download(url: string): Promise<Readable> {
  const response = await fetch(url).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`the download failed (${cause})`);
  });
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status} ${response.statusText}`);
  return Readable.fromWeb(response.body as ReadableStream);
}
