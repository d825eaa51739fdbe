import { expect, test, vi } from 'vitest';
import { memoryChunks } from '../../testing/loading/memoryChunks';
import { BytesInMemory } from '../fileBytes';
import { readFile } from './download';
import { fetchFile } from './http/fetchFile';

const LARGE = new Uint8Array(17 * 2 ** 20).map((_, i) => i >> 8);
const SMALL = LARGE.slice(0, 300_000);

/** A stream of pieces that are the reader's. */
const streamOf = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> => new Blob([bytes]).stream();

test('what is large is not kept in memory, and a Blob is read where it is', async () => {
  const blob = new Blob([LARGE]);
  const sliced = vi.spyOn(blob, 'slice');
  for (const [source, options] of [
    [blob, {}],
    [streamOf(LARGE), {}],
    [streamOf(LARGE), { expectedBytes: LARGE.length }],
  ] as const) {
    const { file } = await readFile(source, options);
    expect(file).not.toBeInstanceOf(BytesInMemory);
    expect(await file.read(5_000_000, 5_000_300)).toEqual(LARGE.slice(5_000_000, 5_000_300));
  }
  expect(sliced).toHaveBeenCalledOnce();
  expect((await readFile(new Blob([SMALL]))).file).toBeInstanceOf(BytesInMemory);
});

test('a Blob that breaks off is refused', async () => {
  const blob = new Blob([LARGE]);
  vi.spyOn(blob, 'stream').mockImplementation(() => new Blob([SMALL]).stream());
  await expect(readFile(blob)).rejects.toThrow('the weights file broke off after 300000 of 17825792 bytes');
});

test.each([
  ['a chunk', 2 ** 22],
  ['the end of a file', 2 ** 23],
])('%s may come in very many pieces', async (_, chunkBytes) => {
  const piece = LARGE.slice(-21);
  const pieces = 200_000;
  let left = pieces;
  const pull = (to: ReadableStreamDefaultController): void => (left-- > 0 ? to.enqueue(piece.slice()) : to.close());
  const body = new ReadableStream({ pull });
  vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response(body));
  const { file } = await fetchFile('https://host.org/file', memoryChunks(chunkBytes));
  expect(file.size).toBe(pieces * piece.length);
});

test('two chunks are on their way to the disk at a time, which a page that is closed meanwhile loses', async () => {
  const chunks = memoryChunks(2 ** 16);
  const { keep } = chunks;
  let [underWay, most] = [0, 0];
  chunks.keep = async (...chunk) => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay--;
    return keep(...chunk);
  };
  vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response(new Blob([SMALL])));
  await fetchFile('https://host.org/file', chunks);
  expect(chunks.kept.size).toBe(5);
  expect(most).toBe(2);
});
