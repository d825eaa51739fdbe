import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { memoryChunks } from '../../../testing/loading/memoryChunks';
import {
  bytesOf,
  CHUNK_BYTES,
  CONTENT,
  contentServer,
  CUT,
  OTHER,
  rangesOf,
} from '../../../testing/loading/servedContent';
import { virtualClock } from '../../../testing/loading/virtualClock';
import type { Chunks } from '../kept/chunks';
import { type DownloadProgress, type FetchedFile, fetchFile, type FetchOptions } from './fetchFile';

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const SHA256 = digestOf(CONTENT);

const server = contentServer();

const ranges = (): (string | undefined)[] => rangesOf(server);

/** Fetches the file and checks that it came whole. */
async function fetched(options: FetchOptions = {}, chunks?: Chunks, content = CONTENT): Promise<FetchedFile> {
  const found = await fetchFile(server.url, chunks, { clock: virtualClock(), ...options });
  const { file, sha256 } = found;
  expect(sha256).toBe(digestOf(content));
  expect(Buffer.compare(await file.read(0, file.size), content)).toBe(0);
  return found;
}

/** A download that ended after `CUT` bytes and was given up; two chunks of it are kept. */
async function brokenOff(options: FetchOptions = {}): Promise<ReturnType<typeof memoryChunks>> {
  const chunks = memoryChunks(CHUNK_BYTES);
  const abort = new AbortController();
  const onProgress = ({ loaded }: DownloadProgress): void => {
    if (loaded === CUT) abort.abort(new Error('closed'));
  };
  server.faults = [{ breakAfter: CUT }];
  const fetching = fetchFile(server.url, chunks, {
    clock: virtualClock(),
    ...options,
    signal: abort.signal,
    onProgress,
  });
  await expect(fetching).rejects.toThrow('closed');
  await vi.waitFor(() => expect(chunks.kept.size).toBe(2));
  server.asked.length = 0;
  server.sent = 0;
  return chunks;
}

test('a file comes whole, with chunks kept or not, and of known length or not', async () => {
  await fetched();
  const chunks = memoryChunks(CHUNK_BYTES);
  await fetched({}, chunks);
  expect([...chunks.kept.values()].map(({ size }) => size)).toEqual([...Array(4).fill(CHUNK_BYTES), 1000]);
  server.faults = [{ headers: { 'content-length': undefined } }];
  await fetched({ sha256: SHA256, expectedBytes: CONTENT.length }, memoryChunks(CHUNK_BYTES));
  expect(ranges()).toEqual([undefined, undefined, undefined]);
});

test('a file of less than a chunk is not kept', async () => {
  server.file = CONTENT.slice(0, 1000);
  const chunks = memoryChunks(CHUNK_BYTES);
  await fetched({}, chunks, server.file);
  expect(chunks.head).toBeUndefined();
});

test('a large file is digested as it comes', async () => {
  server.file = bytesOf(2 ** 24 + 1, 7);
  server.faults = [{ breakAfter: 2 ** 23 + 5 }];
  const digested = vi.spyOn(crypto.subtle, 'digest');
  await fetched({}, undefined, server.file);
  expect(digested).not.toHaveBeenCalled();
  digested.mockRestore();
}, 60_000);

test('a download that breaks off goes on at the very byte', async () => {
  server.faults = [{ breakAfter: CUT }, { breakAfter: 77 }];
  await fetched();
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`, `bytes=${CUT + 77}-`]);
  expect(server.sent).toBe(CONTENT.length);
});

test.each<[string, Record<string, string>]>([
  ['a weak tag', { etag: 'W/"1"' }],
  ['a date of just now', { 'last-modified': new Date().toUTCString() }],
  ['nothing', {}],
])('but begins again where %s tells the version', async (_, headers) => {
  server.headers = headers;
  server.faults = [{ breakAfter: CUT }];
  await fetched();
  expect(ranges()).toEqual([undefined, undefined]);
});

test.each<[string, Record<string, string>, FetchOptions]>([
  ['a date of long ago', { 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' }, {}],
  ['the digest', {}, { sha256: SHA256 }],
])('and goes on where %s tells it', async (_, headers, options) => {
  server.headers = headers;
  server.faults = [{ breakAfter: CUT }];
  await fetched(options);
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`]);
});

test('what was kept is not fetched again, by a later download', async () => {
  const chunks = await brokenOff();
  const loaded: DownloadProgress[] = [];
  await fetched({ onProgress: (step) => loaded.push(step) }, chunks);
  expect(ranges()).toEqual([`bytes=${2 * CHUNK_BYTES}-`]);
  expect(loaded.slice(0, 2)).toEqual(
    [1, 2].map((count) => ({ loaded: count * CHUNK_BYTES, total: CONTENT.length, bytesPerSecond: undefined })),
  );
  expect(chunks.kept.size).toBe(5);
});

test('a file that is kept whole is fetched no more, but the server is asked whether it is the same', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  await fetched({}, chunks);
  await fetched({}, chunks);
  expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  await fetched({ sha256: SHA256 }, chunks);
  expect(server.asked).toHaveLength(2);
  server.file = OTHER;
  server.headers = { etag: '"2"' };
  await fetched({}, chunks, OTHER);
  expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'HEAD', 'HEAD', 'GET']);
});

test('of a file whose length nobody tells only the last chunk is fetched again', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  server.faults = [{ headers: { 'content-length': undefined } }];
  await fetched({}, chunks);
  expect(chunks.kept.size).toBe(5);
  server.asked.length = 0;
  await fetched({}, chunks);
  expect(ranges()).toEqual([`bytes=${4 * CHUNK_BYTES}-`]);
});

test('a chunk that is damaged or missing is fetched again, and no other', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  await fetched({}, chunks);
  chunks.kept.delete(1);
  chunks.kept.set(3, new Blob(['cut short']));
  server.asked.length = 0;
  await fetched({}, chunks);
  expect(ranges()).toEqual([
    `bytes=${CHUNK_BYTES}-${2 * CHUNK_BYTES - 1}`,
    `bytes=${3 * CHUNK_BYTES}-${4 * CHUNK_BYTES - 1}`,
  ]);
  chunks.kept.set(2, new Blob([new Uint8Array(CHUNK_BYTES)])); // of the right size
  await fetched({}, chunks);
  expect(ranges().slice(2)).toEqual([`bytes=${2 * CHUNK_BYTES}-${3 * CHUNK_BYTES - 1}`]);
  chunks.kept.delete(0);
  await fetched({}, chunks);
  expect(ranges().at(-1)).toBe(`bytes=0-${CHUNK_BYTES - 1}`);
  expect(chunks.kept.size).toBe(5);
});

test.each<[string, Record<string, string>]>([
  ['tag', { etag: '"2"' }],
  ['date', { etag: '"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:01 GMT' }],
])('where the %s changed, in the middle or between two visits, the file is fetched anew', async (_, headers) => {
  server.headers = { etag: '"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' };
  const chunks = await brokenOff();
  server.headers = headers;
  server.file = OTHER;
  await fetched({}, chunks, OTHER);
  expect(ranges()).toEqual([`bytes=${2 * CHUNK_BYTES}-`, undefined]);
  expect(
    Buffer.compare(Buffer.from(await (chunks.kept.get(0) as Blob).arrayBuffer()), OTHER.subarray(0, CHUNK_BYTES)),
  ).toBe(0);
});

test.each<[string, number]>([
  ['shorter than what is at hand', CHUNK_BYTES],
  ['shorter', 3 * CHUNK_BYTES],
  ['longer', CONTENT.length + 1],
])('where the file became %s, it is fetched anew', async (_, length) => {
  const chunks = await brokenOff();
  server.file = bytesOf(length, 11);
  await fetched({}, chunks, server.file);
  expect(ranges().at(-1)).toBeUndefined();
});

test('a server that sends the whole file instead of a part is believed: nothing is appended', async () => {
  const chunks = await brokenOff();
  server.file = OTHER;
  server.faults = [{ ignoresRange: true }];
  const loaded: number[] = [];
  await fetched({ onProgress: (step) => loaded.push(step.loaded) }, chunks, OTHER);
  expect(server.asked).toHaveLength(1);
  expect(loaded[2]).toBeLessThan(CHUNK_BYTES);
});

test.each<[string, Record<string, string | undefined>]>([
  ['another place', { 'content-range': `bytes 0-9/${CONTENT.length}` }],
  ['no place', { 'content-range': undefined }],
  ['nonsense', { 'content-range': 'bytes about half' }],
])('a part with %s is not taken, and no further part asked for', async (_, headers) => {
  server.faults = [{ breakAfter: CUT }, { headers }, { breakAfter: CUT }];
  await fetched();
  expect(ranges()).toEqual([undefined, `bytes=${CUT}-`, undefined, undefined]);
});

test('bytes of two files that were put together are known by the digest, and fetched once more', async () => {
  server.headers = {};
  const chunks = await brokenOff({ sha256: digestOf(OTHER) });
  server.file = OTHER;
  await fetched({ sha256: digestOf(OTHER) }, chunks, OTHER);
  expect(ranges()).toEqual([`bytes=${2 * CHUNK_BYTES}-`, undefined]);
});

test.each([408, 429, 500, 503])('%i is tried again', async (status) => {
  server.faults = [{ status }, { status }];
  const clock = virtualClock();
  await fetched({ clock });
  expect(clock.pauses).toEqual([0.5, 1]);
});

test('with Retry-After it is tried when the server says, and its message says when', async () => {
  server.faults = [{ status: 429, headers: { 'retry-after': '9' } }];
  const clock = virtualClock();
  await fetched({ clock });
  expect(clock.pauses).toEqual([9.5]);
  server.faults = [{ status: 503, headers: { 'retry-after': '3600' } }];
  await expect(fetched()).rejects.toThrow(/was refused by the server \(503 .*\); try again in 3600 seconds$/);
});

test('a connection that is reset is tried again, and three times in all', async () => {
  server.faults = [{ resets: true }, { resets: true }];
  await fetched();
  expect(server.asked).toHaveLength(3);
  server.faults = Array(9).fill({ resets: true });
  const error: unknown = await fetched().catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WeightsError);
  expect(String(error)).toMatch(/could not be fetched .*CORS$/);
  expect(server.asked).toHaveLength(6);
});

test('a server that breaks off after each 200 kB is asked until the file is there', async () => {
  server.file = bytesOf(2_000_000, 7);
  server.faults = Array(100).fill({ breakAfter: 200_000 });
  await fetched({}, undefined, server.file);
  expect(server.sent).toBe(server.file.length);
});

test('a server that comes no further is given up after five tries', async () => {
  server.faults = [{ breakAfter: CUT }, ...Array(9).fill({ breakAfter: 10 })];
  await expect(fetched()).rejects.toThrow(/broke off after \d+ of \d+ bytes|broke off after \d+ bytes/);
  expect(server.asked).toHaveLength(1 + 4);
});

test('where the disk becomes full the download goes on without it', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  chunks.room = 1;
  server.faults = [{ breakAfter: CUT }];
  const { forget } = await fetched({}, chunks);
  expect(server.sent).toBe(CONTENT.length);
  expect(chunks.kept.size).toBe(1);
  await forget();
  expect(chunks.kept.size).toBe(0);
});

test.each(['find', 'begin', 'read', 'keep'] as const)('nor does it need a disk whose %s fails', async (broken) => {
  const chunks = { ...(await brokenOff()), [broken]: () => Promise.reject(new Error('no')) };
  await fetched({}, chunks);
});

test('a file with more bytes than expected is given up before it is there', async () => {
  for (const headers of [{}, { 'content-length': undefined }]) {
    server.headers = headers;
    await expect(fetched({ expectedBytes: 1000 })).rejects.toThrow(/has at least \d+ bytes, expected 1000; check/);
  }
});

test('an abort acts at once, in a pause too, and keeps what has come', async () => {
  const reason = new Error('enough');
  const abort = new AbortController();
  server.faults = [{ status: 503, headers: { 'retry-after': '30' } }];
  const fetching = fetchFile(server.url, undefined, { signal: abort.signal });
  await vi.waitFor(() => expect(server.asked).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const began = performance.now();
  abort.abort(reason);
  await expect(fetching).rejects.toBe(reason);
  expect(performance.now() - began).toBeLessThan(100);
});

test('what is kept is forgotten when it was of use', async () => {
  const chunks = memoryChunks(CHUNK_BYTES);
  const { forget } = await fetchFile(server.url, chunks, {});
  await forget();
  expect(chunks.head).toBeUndefined();
});
