/** Opens what lies under a path or an address. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { checkReadable, fromCaller } from '../files';

export const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** Starts reading `source`, a path or an http(s) URL. Throws what is wrong with it. */
export async function openSource(source: string): Promise<Readable> {
  const stream = isUrl(source) ? await download(source) : await openFile(fromCaller(source));
  stream.on('error', () => undefined); // it may fail before anybody reads it; who does then hears of it
  return stream;
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
