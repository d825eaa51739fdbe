/**
 * A file that was kept in chunks stays readable when they leave the disk.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FileServer } from '../../../testing/loading/fileServer';
import { memoryChunks } from '../../../testing/loading/memoryChunks';
import { virtualClock } from '../../../testing/loading/virtualClock';
import { fetchFile } from './fetchFile';

const CHUNK_BYTES = 2 ** 20;
const LARGE = new Uint8Array(9 * CHUNK_BYTES + 77).map((_, i) => i % 251);
const SMALL = LARGE.slice(0, 3 * CHUNK_BYTES + 5);

const server = new FileServer(LARGE);
beforeAll(() => server.listen());
afterAll(() => server.close());

/** Chunks whose bytes nobody can read once they are deleted, unlike those of browsers, which leave them to a Blob. */
function strictChunks(): ReturnType<typeof memoryChunks> {
  const chunks = memoryChunks(CHUNK_BYTES);
  let areThere = true;
  let isMade = false;
  vi.stubGlobal(
    'Blob',
    class extends Blob {
      readonly #isOfChunks: boolean; // Node copies the chunks, so only the first that is made of several knows where they lie
      constructor(parts: BlobPart[] = []) {
        super(parts);
        this.#isOfChunks = parts.length > 1 && parts.every((part) => part instanceof Blob) && !isMade;
        isMade ||= this.#isOfChunks;
      }
      override slice(...at: Parameters<Blob['slice']>): Blob {
        if (this.#isOfChunks && !areThere) throw new DOMException('it is gone', 'NotFoundError');
        return super.slice(...at);
      }
    },
  );
  const { forget } = chunks;
  chunks.forget = () => {
    areThere = false;
    return forget();
  };
  return chunks;
}

test.each([
  ['a large file, which is read by parts', LARGE],
  ['a small one, which lies in memory', SMALL],
])('%s', async (_, content) => {
  server.file = content;
  const chunks = strictChunks();
  const { file, keptBytes, leaveDisk } = await fetchFile(server.url, chunks, { clock: virtualClock() });
  expect(keptBytes()).toBe(content.length);
  const half = content.length >> 1;
  expect(Buffer.compare(await file.read(0, half), content.subarray(0, half))).toBe(0);
  await leaveDisk();
  vi.unstubAllGlobals();
  expect([keptBytes(), chunks.kept.size, chunks.head]).toEqual([0, 0, undefined]);
  expect(Buffer.compare(await file.read(half, content.length), content.subarray(half))).toBe(0);
  await leaveDisk(); // a second time there is nothing to do
  file.close();
});
