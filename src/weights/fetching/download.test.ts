import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createContext, runInContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WeightsError } from '../../core/errors';
import { virtualClock } from '../../testing/loading/virtualClock';
import type { WeightsInput } from './carrier';
import { type DownloadProgress, readFile, type ReadOptions } from './download';

const readBytes = async (source: WeightsInput, options?: ReadOptions): Promise<ArrayBuffer> => {
  const { file } = await readFile(source, { clock: virtualClock(), ...options });
  const { buffer, byteLength } = await file.read(0, file.size);
  expect(byteLength).toBe(buffer.byteLength);
  return buffer;
};

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251);
const ZIPPED = gzipSync(CONTENT);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

const ROUTES: Record<string, (response: ServerResponse) => void> = {
  '/whole': (response) => response.writeHead(200, { 'content-length': CONTENT.length }).end(CONTENT),
  '/chunked': (response) => response.writeHead(200).end(CONTENT),
  '/gzip': (response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': ZIPPED.length }).end(ZIPPED),
  '/short': (response) => {
    response
      .writeHead(200, { 'content-length': CONTENT.length })
      .write(CONTENT.subarray(0, 1000), () => response.destroy());
  },
  '/shaky': (response) => {
    const name = requests.length > 1 ? '/whole' : '/short';
    ROUTES[name]?.(response);
  },
  '/page': (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>'),
  '/stalled': (response) =>
    response.writeHead(200, { 'content-length': CONTENT.length }).write(CONTENT.subarray(0, 1000)),
  '/absurd': (response) => response.writeHead(200, { 'content-length': '900000000000000' }).write('x'),
};

const requests: IncomingMessage[] = [];
const server = createServer((request, response) => {
  requests.push(request);
  const { url = '' } = request;
  const route = ROUTES[url];
  if (route) route(response);
  else response.writeHead(404).end('nothing here');
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
beforeEach(() => {
  requests.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const expectContent = (bytes: ArrayBuffer): void => {
  expect(bytes.byteLength).toBe(CONTENT.length);
  expect(Buffer.compare(Buffer.from(bytes), Buffer.from(CONTENT))).toBe(0);
};

const streamOf = (...pieces: unknown[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece as Uint8Array);
      controller.close();
    },
  });

test.each(['/whole', '/chunked', '/gzip'])('fetches %s', async (path) => {
  expectContent(await readBytes(origin + path, { sha256: SHA256.toUpperCase(), expectedBytes: CONTENT.length }));
  expectContent(await readBytes(new URL(path, origin)));
});

test('tells how far it is, with the total where it is known', async () => {
  const progressOf = async (path: string): Promise<DownloadProgress[]> => {
    const progress: DownloadProgress[] = [];
    await readBytes(origin + path, { onProgress: (step) => progress.push(step) });
    return progress;
  };
  const known = await progressOf('/whole');
  expect(known.at(-1)).toEqual({ loaded: CONTENT.length, total: CONTENT.length });
  expect(known.every(({ loaded }, i) => loaded > (known[i - 1]?.loaded ?? 0))).toBe(true);
  expect((await progressOf('/chunked')).at(-1)).toEqual({ loaded: CONTENT.length, total: undefined });
  expect((await progressOf('/gzip')).at(-1)).toEqual({ loaded: CONTENT.length, total: undefined });
});

test('reads what is at hand: blobs, buffers, views and streams', async () => {
  const { buffer } = CONTENT;
  expectContent(await readBytes(new Blob([CONTENT])));
  expect(await readBytes(buffer)).toBe(buffer);
  expect(await readBytes(CONTENT)).toBe(buffer);
  expect([...new Uint8Array(await readBytes(CONTENT.subarray(2, 5)))]).toEqual([...CONTENT.subarray(2, 5)]);
  const pieces = [
    CONTENT.subarray(0, 10),
    CONTENT.subarray(10, 10),
    CONTENT.subarray(10, 5000),
    CONTENT.subarray(5000),
  ];
  expectContent(await readBytes(streamOf(...pieces)));
  expectContent(await readBytes(streamOf(...pieces), { expectedBytes: CONTENT.length }));
  expect((await readBytes(new Blob([]))).byteLength).toBe(0);
});

test.each<[string, RegExp]>([
  ['/nowhere', /\/nowhere was refused by the server \(404 Not Found\); check the address/],
  ['/page', /\/page is a web page, not a checkpoint/],
  ['/short', /\/short broke off after \d+ bytes/],
  ['/absurd', /\/absurd needs 900000000000000 bytes, more than there is memory/],
])('says in one sentence why %s is no use', async (path, message) => {
  const error: unknown = await readBytes(origin + path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WeightsError);
  expect(String(error)).toMatch(message);
  expect(String(error)).toMatch(/^[^\n]*[^\n.]$/);
});

test('a download that breaks off is tried once more, from its start, past the HTTP cache', async () => {
  const loaded: number[] = [];
  const onProgress = (step: DownloadProgress): void => void loaded.push(step.loaded);
  expectContent(await readBytes(`${origin}/shaky`, { sha256: SHA256, isKept: true, onProgress }));
  expect(loaded[0]).toBe(1000);
  expect(loaded.at(-1)).toBe(CONTENT.length);
  expect(requests.map(({ headers }) => headers['cache-control'])).toEqual(['no-cache', 'no-cache']);
});

test('what nobody else keeps may come from the HTTP cache, but not after a download that broke off', async () => {
  expectContent(await readBytes(`${origin}/shaky`));
  expect(requests.map(({ headers }) => headers['cache-control'])).toEqual([undefined, 'no-cache']);
});

test.each([
  ['/short', 5],
  ['/nowhere', 1],
  ['/page', 1],
])('%s is asked for %i times in all', async (path, times) => {
  await expect(readBytes(origin + path)).rejects.toThrow(WeightsError);
  expect(requests).toHaveLength(times);
});

test.each(['/nowhere', '/page'])('%s: the error ends with the advice for that file', async (path) => {
  await expect(readBytes(origin + path)).rejects.toThrow(/; check the address$/);
  await expect(readBytes(origin + path, { advice: 'ask the librarian' })).rejects.toThrow(/; ask the librarian$/);
});

test('a body shorter than its Content-Length is refused even where fetch does not notice', async () => {
  const answer = (): Response => new Response(CONTENT.subarray(0, 5), { headers: { 'content-length': '9' } });
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(answer()));
  await expect(readBytes('https://example.org/w')).rejects.toThrow('broke off after 5 of 9 bytes');
  spy.mockRestore();
});

test.each(['http://127.0.0.1:1/w', 'not a url'])('%s cannot be fetched', async (url) => {
  await expect(readBytes(url)).rejects.toThrow(/could not be fetched .*[^.]$/);
  await expect(readBytes(url)).rejects.toBeInstanceOf(WeightsError);
});

test('another file than the expected one is refused', async () => {
  const wrong = 'ab'.repeat(32);
  await expect(readBytes(CONTENT, { sha256: wrong })).rejects.toThrow(`has the SHA-256 ${SHA256}, expected ${wrong}`);
  await expect(readBytes(CONTENT, { expectedBytes: 7 })).rejects.toThrow('has 300000 bytes, expected 7');
  await expect(readBytes(`${origin}/whole`, { expectedBytes: 400_000 })).rejects.toThrow(
    'has 300000 bytes, expected 400000',
  );
});

test('whatever goes wrong, the source is let go', async () => {
  const cancelled = vi.fn<(reason: unknown) => void>();
  const source = (): ReadableStream<Uint8Array> =>
    new ReadableStream({ start: (controller) => controller.enqueue('text' as never), cancel: cancelled });
  await expect(readBytes(source())).rejects.toThrow(WeightsError);
  await expect(readBytes(source(), { expectedBytes: 2 ** 52 })).rejects.toThrow(/more than there is memory/);
  expect(cancelled).toHaveBeenCalledTimes(2);
});

test('a stream that fails, is in use or holds something else is refused', async () => {
  const failing = new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('disk on fire')) });
  await expect(readBytes(failing)).rejects.toThrow(/broke off after 0 bytes \(disk on fire\)/);
  const locked = streamOf(CONTENT);
  locked.getReader();
  await expect(readBytes(locked)).rejects.toThrow(/being read by other code/);
  await expect(readBytes(streamOf('text'))).rejects.toThrow(/something else than Uint8Array/);
});

test("an abort acts at once with the signal's reason", async () => {
  const reason = new Error('enough');
  await expect(readBytes(CONTENT, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(readBytes(`${origin}/whole`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

  const fetching = new AbortController();
  const onProgress = (): void => fetching.abort(reason);
  await expect(readBytes(`${origin}/stalled`, { signal: fetching.signal, onProgress })).rejects.toBe(reason);
  expect(requests).toHaveLength(1);

  const cancelled = vi.fn<(reason: unknown) => void>();
  const endless = new ReadableStream<Uint8Array>({ cancel: cancelled });
  const waiting = new AbortController();
  setTimeout(() => waiting.abort(reason), 5);
  await expect(readBytes(endless, { signal: waiting.signal })).rejects.toBe(reason);
  expect(cancelled).toHaveBeenCalledOnce();
});

/** Lets seconds go by for whoever waits, while the network is as fast as it is. */
async function silence(seconds: number, during: Promise<unknown>): Promise<void> {
  let isOver = false;
  void during.finally(() => (isOver = true)).catch(() => undefined);
  for (let second = 0; second < seconds && !isOver; second++) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(1000);
  }
}

describe('a source that says nothing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  test('is given up after half a minute: a server before its answer', async () => {
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(() => new Promise(() => undefined));
    const reading = readBytes(`${origin}/never`).catch((error: unknown) => error);
    await silence(30, reading);
    expect(String(await reading)).toMatch(/WeightsError: .*has sent nothing for 30 seconds, after 0 bytes; check/);
    expect(spy.mock.calls[0]?.[1]?.signal?.aborted).toBe(true);
    spy.mockRestore();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a server in the middle, and it is not asked again', async () => {
    const started = vi.fn<(progress: DownloadProgress) => void>();
    const reading = readBytes(`${origin}/stalled`, { onProgress: started }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(started).toHaveBeenCalled());
    await silence(31, reading);
    expect(String(await reading)).toMatch(/WeightsError: .*sent nothing for 30 seconds, after 1000 bytes; check/);
    expect(requests).toHaveLength(1);
  });

  test("a caller's stream, which is cancelled, and one that yields nothing but empty pieces", async () => {
    const cancelled = vi.fn<(reason: unknown) => void>();
    const endless = new ReadableStream<Uint8Array>({ cancel: cancelled });
    const reading = readBytes(endless).catch((error: unknown) => error);
    await silence(30, reading);
    expect(String(await reading)).toMatch(/WeightsError: the weights stream has sent nothing for 30 seconds/);
    expect(cancelled).toHaveBeenCalledOnce();
    const empty = new ReadableStream<Uint8Array>({ pull: (to) => to.enqueue(new Uint8Array(0)) });
    const idle = readBytes(empty).catch((error: unknown) => error);
    await silence(60, idle);
    expect(String(await idle)).toMatch(/has sent nothing for 30 seconds, after 0 bytes/);
  });

  test('a slow one goes on', async () => {
    let left = 5;
    const slow = new ReadableStream<Uint8Array>({
      pull: async (to) => {
        await new Promise((resolve) => setTimeout(resolve, 25_000));
        if (left-- > 0) to.enqueue(CONTENT.subarray(0, 1));
        else to.close();
      },
    });
    const reading = readBytes(slow);
    await silence(160, reading);
    expect((await reading).byteLength).toBe(5);
  });
});

test('what was made by the classes of another window is read as well', async () => {
  const other = createContext({});
  const array = runInContext('Uint8Array.from({ length: 300 }, (_, i) => i)', other) as Uint8Array;
  expect(array instanceof Uint8Array).toBe(false);
  const expected = [...CONTENT.subarray(0, 300).keys()].map((i) => i % 256);
  const bytesOf = async (source: unknown): Promise<number[]> => [
    ...new Uint8Array(await readBytes(source as Uint8Array)),
  ];
  expect(await bytesOf(array)).toEqual(expected);
  expect(await bytesOf(array.buffer)).toEqual(expected);
  expect(await bytesOf(array.subarray(1, 3))).toEqual([1, 2]);
  expect(await bytesOf(streamOf(array))).toEqual(expected);
});

test('a large file is digested as it comes, whatever its source tells of its length', async () => {
  const large = new Uint8Array(17 * 2 ** 20).map((_, i) => i >> 8);
  const expected = createHash('sha256').update(large).digest('hex');
  const digested = vi.spyOn(crypto.subtle, 'digest');
  for (const source of [new Blob([large]), streamOf(large), large, large.buffer])
    expect((await readFile(source)).sha256).toBe(expected);
  expect(digested).not.toHaveBeenCalled();
  digested.mockRestore();
});
