import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { FileServer } from '../testing/loading/fileServer';
import { checkpoint, mapCache, NAMES, readLoad, recorder, TINY, type Whole } from '../testing/loading/tinyLoad';
import { loadWeights } from './load';

const server = new FileServer(checkpoint().slice());
beforeAll(() => server.listen());
afterAll(() => server.close());
const kept = new Map<string, Whole>();
beforeEach(() => {
  kept.clear();
  server.file = checkpoint().slice();
  server.headers = { etag: '"1"' };
  server.faults = [];
  server.asked.length = 0;
});

const WHOLE = ['known', ...NAMES, 'done'];

/** What happens in a load from the server's URL, and whether its weights are the cache's. */
async function load(sha256?: string): Promise<readonly [events: string[], fromCache: boolean]> {
  const { events, take } = recorder();
  const input = { input: server.url, identity: sha256 ?? server.url, sha256 };
  const fromCache = await readLoad(loadWeights(input, { ...TINY, cache: mapCache(kept) }), take);
  return [events, fromCache];
}

const methods = (): (string | undefined)[] => server.asked.map(({ method }) => method);

test('a start from the cache asks once whether the file is still the same', async () => {
  expect(await load()).toEqual([WHOLE, false]);
  expect(await load()).toEqual([WHOLE, true]);
  expect(methods()).toEqual(['GET', 'HEAD']);
});

test('a file that was changed at its URL is loaded anew, and kept', async () => {
  await load();
  server.headers = { etag: '"2"' };
  server.file[server.file.length - 1] = 1;
  expect(await load()).toEqual([[...WHOLE.slice(0, -1), 'void', ...WHOLE], false]);
  expect(await load()).toEqual([WHOLE, true]);
  expect(methods()).toEqual(['GET', 'HEAD', 'GET', 'HEAD']);
});

test('where the new file does not come the old one serves', async () => {
  await load();
  server.headers = { etag: '"2"' };
  server.faults = [{ status: 404 }];
  expect(await load()).toEqual([WHOLE, true]);
  server.faults = [{ headers: { 'content-type': 'text/html' } }];
  expect(await load()).toEqual([WHOLE, true]);
});

test('where the server is away, or says nothing about versions, the old one serves', async () => {
  await load();
  const { url } = server;
  server.headers = { 'content-length': undefined };
  expect(await load()).toEqual([WHOLE, true]);
  const [key] = kept.keys();
  server.url = 'http://127.0.0.1:1/file';
  kept.set(String(key).replace(url, server.url), kept.get(String(key)) as Whole);
  expect(await load()).toEqual([WHOLE, true]);
  server.url = url;
});

test('of a file that its digest names nobody asks', async () => {
  const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', server.file)).toString('hex');
  await load(sha256);
  server.headers = { etag: '"2"' };
  expect(await load(sha256)).toEqual([WHOLE, true]);
  expect(methods()).toEqual(['GET']);
});

test('loads at once in one page share one download', async () => {
  const loads = await Promise.all([load(), load(), load()]);
  expect(loads.filter(([, fromCache]) => !fromCache)).toHaveLength(1); // whichever has its key first
  expect(methods().filter((method) => method === 'GET')).toHaveLength(1);
});
