/**
 * What a load leaves behind: nothing on the disk beside a caller's own cache, and no stream open.
 */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FileServer } from '../testing/loading/fileServer';
import { checkpoint, load, mapCache, readLoad, TINY, type Whole } from '../testing/loading/tinyLoad';
import type { WeightCache } from './cache/cache';
import { loadWeights } from './load';

const server = new FileServer(checkpoint().slice());
beforeAll(() => server.listen());
afterAll(() => server.close());
afterEach(() => void vi.unstubAllGlobals());

/** How often a load from a URL opens IndexedDB. */
async function openings(cache: WeightCache): Promise<number> {
  const open = vi.fn<() => never>(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  vi.stubGlobal('indexedDB', { open });
  await readLoad(loadWeights({ input: server.url, identity: server.url }, { ...TINY, cache }));
  return open.mock.calls.length;
}

test('beside a store of the caller nothing is written to the disk, unless that store allows it', async () => {
  const cache = mapCache(new Map());
  expect(await openings(cache)).toBe(0);
  expect(await openings({ ...mapCache(new Map()), keepsDownloads: true })).toBeGreaterThan(0);
});

test('what a store of the caller keeps, the HTTP cache need not', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch');
  await openings(mapCache(new Map()));
  expect(fetching.mock.calls[0]?.[1]?.cache).toBe('no-store');
  fetching.mockRestore();
});

/** A stream that is never read, and whether it was let go. */
function unread(): { input: ReadableStream<Uint8Array>; cancel: () => void } {
  const cancel = vi.fn<() => void>();
  return { input: new ReadableStream<Uint8Array>({ cancel }), cancel };
}

test('a stream is let go where weights of the cache cannot be used', async () => {
  const kept = new Map<string, Whole>();
  await load(mapCache(kept));
  const { input, cancel } = unread();
  const refused = new Error('no room');
  const loading = readLoad(loadWeights({ input, identity: 'source' }, { ...TINY, cache: mapCache(kept) }), (event) => {
    if (event.kind === 'weight') throw refused;
  });
  await expect(loading).rejects.toBe(refused);
  expect(cancel).toHaveBeenCalledOnce();
});

test('a stream is let go where the load is aborted while it waits for another one', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const { input, cancel } = unread();
  const first = loadWeights({ input: checkpoint(), identity: 'source' }, { ...TINY, cache: mapCache(new Map()) });
  while ((await first.next()).value?.kind !== 'weight'); // it has its turn, and stands still
  const options = { ...TINY, cache: mapCache(new Map()), signal: abort.signal };
  const waiting = readLoad(loadWeights({ input, identity: 'source' }, options));
  setTimeout(() => abort.abort(reason), 20);
  await expect(waiting).rejects.toBe(reason);
  expect(cancel).toHaveBeenCalledOnce();
  await first.return(undefined);
});
