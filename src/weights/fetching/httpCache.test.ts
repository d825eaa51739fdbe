/**
 * When a file may come from the browser's HTTP cache.
 */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FileServer } from '../../testing/loading/fileServer';
import { memoryChunks } from '../../testing/loading/memoryChunks';
import { virtualClock } from '../../testing/loading/virtualClock';
import { fetchFile, type FetchOptions } from './http/fetchFile';
import { tellPreloaded } from './preloaded';

const CONTENT = new Uint8Array(200_000).map((_, i) => i % 251);
const server = new FileServer(CONTENT);
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  server.file = CONTENT;
  server.headers = {};
  server.faults = [];
});
afterEach(() => void vi.unstubAllGlobals());

/** How the requests for a file use the HTTP cache. */
async function modes(options: FetchOptions): Promise<(string | undefined)[]> {
  const fetching = vi.spyOn(globalThis, 'fetch');
  await fetchFile(server.url, memoryChunks(2 ** 16), { clock: virtualClock(), ...options });
  const used = fetching.mock.calls.map(([, init]) => init?.cache);
  fetching.mockRestore();
  return used;
}

const preload = (): void => void vi.stubGlobal('document', { querySelectorAll: () => [{ href: server.url }] });

test('a file that a cache will keep does not, unless the page preloads it', async () => {
  expect(await modes({ isKept: true })).toEqual(['no-store']);
  expect(await modes({})).toEqual(['default']);
  preload();
  expect(await modes({ isKept: true })).toEqual(['default']);
});

test('after a trouble no file does, a preloaded one neither', async () => {
  preload();
  server.faults = [{ breakAfter: 70_000 }, { status: 503 }];
  expect(await modes({ isKept: true })).toEqual(['default', 'no-store', 'no-store']);
});

test('nor does a file whose parts turned out to be of two', async () => {
  preload();
  server.faults = [{ breakAfter: 70_000 }];
  const other = CONTENT.map((value) => 255 - value);
  const changing = vi.fn<() => void>(() => void (server.file = other));
  const sha256 = createHash('sha256').update(other).digest('hex');
  const onProgress = ({ loaded }: { loaded: number }): void => void (loaded === 70_000 && changing());
  expect(await modes({ isKept: true, sha256, onProgress })).toEqual(['default', 'no-store', 'no-store']);
  expect(changing).toHaveBeenCalled();
});

test('a worker goes by what its page has told', async () => {
  tellPreloaded([server.url]);
  expect(await modes({ isKept: true })).toEqual(['default']);
  tellPreloaded([]);
  expect(await modes({ isKept: true })).toEqual(['no-store']);
});
