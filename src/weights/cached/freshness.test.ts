/**
 * Starts from the cache whose files were changed at their URL, or seem to be.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { checkpoint, mapCache, readLoad, TINY, type Whole } from '../../testing/loading/tinyLoad';
import type { WeightCache } from '../cache/cache';
import { readNote, writeNote } from '../cache/note';
import { loadWeights } from '../load';

interface ServedFile {
  readonly bytes: Uint8Array;
  /** Undefined for none. */
  readonly etag?: string | undefined;
  /** What HEAD tells in its place. */
  readonly headEtag?: string;
}

const files = new Map<string, ServedFile>();
const asked: string[] = [];
const server = createServer(({ method, url = '' }, response) => {
  const name = url.slice(1);
  asked.push(`${String(method)} ${name}`);
  const file = files.get(name);
  if (!file) return void response.writeHead(404).end();
  const etag = (method === 'HEAD' ? file.headEtag : undefined) ?? file.etag;
  response.writeHead(200, { 'content-length': file.bytes.length, ...(etag === undefined ? {} : { etag }) });
  response.end(method === 'HEAD' ? undefined : file.bytes);
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const kept = new Map<string, Whole>();
beforeEach(() => {
  files.clear();
  kept.clear();
  asked.length = 0;
});

/** A checkpoint whose first weight is another one for each `version`. */
function versioned(version: number): Uint8Array {
  const bytes = checkpoint();
  new DataView(bytes.buffer).setFloat32(bytes.length - 64, version, true);
  return bytes;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

/** Whether a start's weights are the cache's, and what was asked of the server for it. */
async function start(name: string, cache: WeightCache = mapCache(kept)): Promise<[fromCache: boolean, ...string[]]> {
  asked.length = 0;
  const input = `${origin}/${name}`;
  const fromCache = await readLoad(loadWeights({ input, identity: input }, { ...TINY, cache }));
  return [fromCache, ...asked.toSorted()];
}

/** The first weight that the cache has. */
const firstValue = (): number | undefined =>
  [...kept.values()].map(({ weights: [first] }) => new Float32Array(first?.weight ?? new ArrayBuffer(4))[0])[0];

/** Writes the only note of the cache anew without some of its fields, as an earlier version had written it. */
async function withoutFields(...fields: readonly string[]): Promise<void> {
  const [[key, model] = ['', { note: '', weights: [] }]] = kept;
  const note = await readNote(model.note, (each) => each);
  if (!note) throw new Error('there is no note');
  const lacking = Object.fromEntries(fields.map((field) => [field, undefined]));
  kept.set(key, { ...model, note: await writeNote({ ...note, ...lacking }) });
}

const INDEX = 'model.safetensors.index.json';
const SHARD = 'model-00001-of-00001.safetensors';

function serveShards(version: number): void {
  files.set(INDEX, { bytes: text(JSON.stringify({ weight_map: { 'fc.weight': SHARD } })), etag: '"index"' });
  files.set(SHARD, { bytes: versioned(version), etag: `"${String(version)}"` });
}

test('a file of several that was changed beside the same index is noticed', async () => {
  serveShards(1);
  await start(INDEX);
  expect(await start(INDEX)).toEqual([true, `HEAD ${SHARD}`, `HEAD ${INDEX}`]);
  serveShards(2);
  expect(await start(INDEX)).toEqual([false, `GET ${SHARD}`, `GET ${INDEX}`, `HEAD ${SHARD}`, `HEAD ${INDEX}`]);
  expect(firstValue()).toBe(2);
  expect(await start(INDEX)).toEqual([true, `HEAD ${SHARD}`, `HEAD ${INDEX}`]);
});

test('a model that was kept without a version is asked about once, and its version counts from then on', async () => {
  files.set('w', { bytes: versioned(1), etag: '"1"' });
  await start('w');
  await withoutFields('versions');
  expect(await start('w')).toEqual([true, 'HEAD w']);
  expect(await start('w')).toEqual([true, 'HEAD w']);
  files.set('w', { bytes: versioned(2), etag: '"2"' });
  expect(await start('w')).toEqual([false, 'GET w', 'HEAD w']);
  expect(firstValue()).toBe(2);
});

test('so are all files of an index, which names them; where the server is away the next start asks', async () => {
  serveShards(1);
  await start(INDEX);
  await withoutFields('versions');
  const away = files.get(SHARD) as ServedFile;
  files.delete(SHARD);
  expect((await start(INDEX))[0]).toBe(true);
  files.set(SHARD, away);
  expect(await start(INDEX)).toEqual([true, `GET ${INDEX}`, `HEAD ${SHARD}`, `HEAD ${INDEX}`]);
  serveShards(2);
  expect((await start(INDEX))[0]).toBe(false);
  expect(firstValue()).toBe(2);
});

test('a server whose HEAD differs from its GET is asked for the file once, and its body is not read', async () => {
  files.set('w', { bytes: versioned(1), etag: '"1"', headEtag: '"1-gzip"' });
  await start('w');
  const told: string[] = [];
  const input = `${origin}/w`;
  for await (const event of loadWeights({ input, identity: input }, { ...TINY, cache: mapCache(kept) }))
    told.push(event.kind);
  expect(told).toEqual(['known', 'weight', 'weight', 'done']); // no download and nothing void
  expect(await start('w')).toEqual([true, 'HEAD w']);
  files.set('w', { bytes: versioned(2), etag: '"2"', headEtag: '"2-gzip"' });
  expect(await start('w')).toEqual([false, 'GET w', 'HEAD w']);
  expect(firstValue()).toBe(2);
});

test('where only the bytes show that the file is the same, it comes once more and no further time', async () => {
  files.set('w', { bytes: versioned(1) });
  await start('w');
  files.set('w', { bytes: versioned(1), headEtag: '"x"', etag: '"y"' });
  const [[key, model] = ['', { note: '', weights: [] }]] = kept;
  const note = await readNote(model.note, (each) => each);
  if (!note) throw new Error('there is no note');
  kept.set(key, { ...model, note: await writeNote({ ...note, versions: [{ name: '', etag: '"old"' }] }) });
  expect(await start('w')).toEqual([true, 'GET w', 'HEAD w']);
  expect(await start('w')).toEqual([true, 'HEAD w']);
});

test('a file that was replaced by something else is fetched once, and the old one serves', async () => {
  files.set('w', { bytes: versioned(1), etag: '"1"' });
  await start('w');
  files.set('w', { bytes: text('<!doctype html><title>moved</title>'), etag: '"2"' });
  expect(await start('w')).toEqual([true, 'GET w', 'HEAD w']);
  expect(await start('w')).toEqual([true, 'HEAD w']);
  files.set('w', { bytes: versioned(3), etag: '"3"' });
  expect(await start('w')).toEqual([false, 'GET w', 'HEAD w']);
  expect(firstValue()).toBe(3);
});

test('where HEAD spoke of another file than the one that came, that one is asked for again', async () => {
  files.set('w', { bytes: versioned(1), etag: '"1"' });
  await start('w');
  files.set('w', { bytes: text('please sign in to this network'), etag: '"page"', headEtag: '"2"' });
  expect((await start('w'))[0]).toBe(true);
  files.set('w', { bytes: versioned(2), etag: '"2"' });
  expect(await start('w')).toEqual([false, 'GET w', 'HEAD w']);
});

test('a changed file does not come from the HTTP cache, though the page preloads it', async () => {
  const input = `${origin}/w`;
  vi.stubGlobal('document', { querySelectorAll: () => [{ href: input }] });
  const fetching = vi.spyOn(globalThis, 'fetch');
  try {
    files.set('w', { bytes: versioned(1), etag: '"1"' });
    await start('w');
    files.set('w', { bytes: versioned(2), etag: '"2"' });
    await start('w');
    const modes = fetching.mock.calls.map(([, init]) => `${init?.method ?? 'GET'} ${String(init?.cache)}`);
    expect(modes).toEqual(['GET default', 'HEAD no-store', 'GET no-store']);
  } finally {
    fetching.mockRestore();
    vi.unstubAllGlobals();
  }
});

test('a caller whose cache cannot replace a note loses nothing but requests', async () => {
  const { replaceNote, ...cache } = mapCache(kept);
  expect(replaceNote).toBeDefined();
  files.set('w', { bytes: versioned(1), etag: '"1"', headEtag: '"1-gzip"' });
  await start('w', cache);
  expect(await start('w', cache)).toEqual([true, 'GET w', 'HEAD w']);
  expect(await start('w', cache)).toEqual([true, 'GET w', 'HEAD w']);
});

test('the digest of a checkpoint in several files is another one when one of them is', async () => {
  const digests: (string | undefined)[] = [];
  for (const version of [1, 2, 1]) {
    serveShards(version);
    for await (const event of loadWeights({ input: `${origin}/${INDEX}` }, TINY))
      if (event.kind === 'done') digests.push(event.sha256);
  }
  expect(digests[0]).toBe(digests[2]);
  expect(digests[0]).not.toBe(digests[1]);
  const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
  const [index, shard] = [INDEX, SHARD].map((name) => digestOf(files.get(name)?.bytes ?? ''));
  expect(digests[0]).toBe(digestOf(`${String(index)}${String(shard)}`));
});
