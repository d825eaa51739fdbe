/**
 * Parts of a file are put together only where they are certainly of one version, and kept under the version that they
 * are of.
 */
import { expect, test, vi } from 'vitest';
import { memoryChunks } from '../../../testing/loading/memoryChunks';
import { CHUNK_BYTES, CONTENT, contentServer, CUT, OTHER, rangesOf } from '../../../testing/loading/servedContent';
import { virtualClock } from '../../../testing/loading/virtualClock';
import type { Chunks } from '../kept/chunks';
import { fetchFile, type FetchOptions } from './fetchFile';

const LONG_AGO = 'Thu, 01 Jan 2026 00:00:00 GMT';

const server = contentServer();

/** The bytes of the file as they come. */
async function fetched(chunks?: Chunks, options: FetchOptions = {}): Promise<Uint8Array> {
  const { file } = await fetchFile(server.url, chunks, { clock: virtualClock(), ...options });
  return file.read(0, file.size);
}

const ranges = (): (string | undefined)[] => rangesOf(server);

test.each<[string, Record<string, string | undefined>, Record<string, string | undefined>]>([
  ['has no tag where the first had one', { etag: '"1"' }, { etag: undefined }],
  ['has a weak tag', { etag: '"1"' }, { etag: 'W/"1"' }],
  ['has a date in place of the tag', { etag: '"1"' }, { etag: undefined, 'last-modified': LONG_AGO }],
  [
    'has a tag in place of the date',
    { etag: undefined, 'last-modified': LONG_AGO },
    { etag: '"1"', 'last-modified': undefined },
  ],
])('a part that %s is not appended: the file begins anew', async (_, first, then) => {
  server.headers = first;
  server.faults = [{ breakAfter: CUT }];
  const fetching = fetched(undefined, {
    onProgress: ({ loaded }) => {
      if (loaded !== CUT) return;
      server.file = OTHER; // of the same length
      server.headers = then;
    },
  });
  expect(Buffer.compare(await fetching, OTHER)).toBe(0);
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`, undefined]);
});

test.each<[string, Record<string, string | undefined>]>([
  ['its tag', { etag: '"1"', 'last-modified': undefined }],
  ['its date', { etag: undefined, 'last-modified': LONG_AGO }],
])('a part that tells %s alone is appended where the first answer told it too', async (_, then) => {
  server.headers = { etag: '"1"', 'last-modified': LONG_AGO };
  server.faults = [{ breakAfter: CUT }, { headers: then }];
  expect(Buffer.compare(await fetched(), CONTENT)).toBe(0);
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`]);
});

test('a server whose parts never tell a version is asked for the whole file from then on', async () => {
  server.faults = [{ breakAfter: CUT }, { headers: { etag: undefined } }, { breakAfter: CUT }, { breakAfter: 9 }];
  expect(Buffer.compare(await fetched(), CONTENT)).toBe(0);
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`, undefined, undefined, undefined]);
});

test('a file that changes while its first chunk is being kept is kept under its own version', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  const { begin } = chunks;
  let hasRestarted = (): void => undefined;
  const restarted = new Promise<void>((resolve) => (hasRestarted = resolve));
  chunks.begin = vi.fn<Chunks['begin']>(async (head) => {
    if (head.version.etag === '"1"') await restarted;
    await begin(head);
  });
  server.faults = [{ breakAfter: CHUNK_BYTES + 5000 }];
  let furthest = 0;
  const fetching = fetched(chunks, {
    onProgress: ({ loaded }) => {
      if (loaded === CHUNK_BYTES + 5000) {
        server.file = OTHER;
        server.headers = { etag: '"2"' };
      }
      if (loaded < furthest) hasRestarted();
      furthest = loaded;
    },
  });
  expect(Buffer.compare(await fetching, OTHER)).toBe(0);
  expect(chunks.head?.version.etag).toBe('"2"');
  expect(chunks.begin).toHaveBeenCalledTimes(2);
  const kept = await Promise.all([...chunks.kept.values()].map((blob) => blob.arrayBuffer()));
  expect(Buffer.compare(Buffer.concat(kept.map((part) => Buffer.from(part))), OTHER)).toBe(0);
});
