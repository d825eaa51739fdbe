import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { dict, floats, tensor, zipCheckpoint } from '../../testing/checkpoints/pickles';
import { safetensors } from '../../testing/safetensorsFile';
import { readLoad } from '../../testing/loading/tinyLoad';
import { sha256 } from '../digest';
import { type Demand, loadWeights } from '../load';
import { bytesInMemory } from '../fileBytes';
import { parseShardIndex } from './sharded';
import type { WeightsInput } from '../fetching/carrier';

const WEIGHT = { name: 'fc.weight', shape: [4, 4] } as const;
const BIAS = { name: 'fc.bias', shape: [4] } as const;

/** A safetensors file of one tensor that counts up from `first`. */
const shard = ({ name, shape }: { name: string; shape: readonly number[] }, first: number): Buffer =>
  Buffer.concat(
    safetensors(
      new Map([
        [name, { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => first + i) }],
      ]),
    ),
  );

const indexOf = (map: Record<string, unknown>, rest: object = {}): string =>
  JSON.stringify({ weight_map: map, ...rest });

const pickled = tensor({ count: 4, shape: [4], strides: [1] });
const FILES: Record<string, string | Buffer> = {
  'model.safetensors.index.json': indexOf(
    { 'fc.weight': 'model-00001-of-00002.safetensors', 'fc.bias': 'model-00002-of-00002.safetensors' },
    { metadata: { total_size: 80 } },
  ),
  'model-00001-of-00002.safetensors': shard(WEIGHT, 1),
  'model-00002-of-00002.safetensors': shard(BIAS, 100),
  'pytorch_model.bin.index.json': indexOf({ 'fc.weight': 'model-00001-of-00002.safetensors', 'fc.bias': 'b 1.bin' }),
  'b 1.bin': Buffer.from(zipCheckpoint(dict({ 'fc.bias': pickled }), { 0: floats(7, 7, 7, 7) })),
  'missing.index.json': indexOf({ 'fc.weight': 'gone.safetensors' }),
  'lacking.index.json': indexOf({ 'fc.weight': 'model-00002-of-00002.safetensors' }),
  'damaged.index.json': indexOf({ 'fc.weight': 'damaged.safetensors' }),
  'damaged.safetensors': shard(WEIGHT, 1).subarray(0, 90),
};

const server = createServer(({ url = '' }, response) => {
  const file = FILES[decodeURIComponent(url.slice(1).replace(/\?.*/, ''))];
  if (file === undefined) response.writeHead(404).end();
  else response.end(file);
});
let origin = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const DEMAND: Demand = {
  name: 'tiny',
  parameters: [WEIGHT, BIAS],
  requests: [
    { name: 'fc', source: { conv: 'fc', bias: true }, shape: [4, 4, 1, 1], groups: 1, layout: 'plain', storage: 'f32' },
  ],
};

const OPTIONS = { asked: '', identify: () => 'tiny', restore: () => 'tiny', demand: () => DEMAND };

async function load(input: WeightsInput) {
  const progress: (readonly [number, number | undefined])[] = [];
  const values: number[] = [];
  const events = loadWeights(
    { input },
    {
      ...OPTIONS,
      identify: async ({ stateDict }) => {
        for (const { name } of DEMAND.parameters)
          values.push(...((await stateDict.get(name)?.read())?.slice(0, 2) ?? []));
        return 'tiny';
      },
    },
  );
  for await (const event of events) if (event.kind === 'download') progress.push([event.loaded, event.total]);
  return { values, progress };
}

test('the SHA-256 of an index says nothing of its files, and is refused', async () => {
  const index = await (await fetch(`${origin}/model.safetensors.index.json`)).arrayBuffer();
  const digest = await sha256(index);
  const input = `${origin}/model.safetensors.index.json`;
  await expect(readLoad(loadWeights({ input, sha256: digest }, OPTIONS))).rejects.toThrow(
    /^sha256 is for a checkpoint of one file/,
  );
});

test.each([
  ['model.safetensors.index.json', [1, 2, 100, 101]],
  ['pytorch_model.bin.index.json?download=true', [1, 2, 7, 7]],
])('%s fetches the files beside it', async (index, expected) => {
  expect((await load(`${origin}/${index}`)).values).toEqual(expected);
  expect((await load(new URL(index, origin))).values).toEqual(expected);
});

test('progress goes on from file to file', async () => {
  const { progress } = await load(`${origin}/model.safetensors.index.json`);
  const loaded = progress.slice(1).map(([bytes]) => bytes); // the first is the index itself
  expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  expect(progress.at(-1)?.[0]).toBe(shard(WEIGHT, 1).length + shard(BIAS, 1).length);
  expect(progress.every(([bytes, total]) => total === undefined || total >= bytes)).toBe(true);
});

test.each([
  ['missing.index.json', /^the weights file at http:.*\/gone\.safetensors was refused by the server \(404/],
  [
    'lacking.index.json',
    /^"model-00002-of-00002\.safetensors", a part of .*, has no tensor "fc\.weight", which the index/,
  ],
  ['damaged.index.json', /^"damaged\.safetensors", a part of the checkpoint: the weights file is truncated/],
])('%s is a WeightsError', async (index, message) => {
  const loading = load(`${origin}/${index}`);
  await expect(loading).rejects.toThrow(WeightsError);
  await expect(loading).rejects.toThrow(message);
});

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const parse = (text: string): ReturnType<typeof parseShardIndex> => parseShardIndex(bytesInMemory(bytesOf(text)));

test('an index without an address cannot be followed', async () => {
  await expect(load(bytesOf(FILES['model.safetensors.index.json'] as string))).rejects.toThrow(
    /^the weights file is the index of a checkpoint in 2 files .* give the URL of the index, with the files beside it$/,
  );
});

test.each(['', '{', '{}', '[]', '{"weight_map": 1}', '{"a": {"weight_map": {}}}', '{"dtype":'])(
  '%j is no index',
  async (text) => expect(await parse(text)).toBeUndefined(),
);

test.each(['../a.bin', 'a/b.bin', '..', 'http://elsewhere/a', '\\\\a', '', 7, 'a?b'])(
  '%j beside an index is refused',
  async (file) => {
    await expect(parse(indexOf({ w: file }))).rejects.toThrow(/expected a file beside it/);
  },
);

test('an index of too many files, or none, is refused', async () => {
  const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`w${i}`, `${i}.bin`]));
  await expect(parse(indexOf(many))).rejects.toThrow(/names 600 files, expected 1 to 512/);
  await expect(parse(indexOf({}))).rejects.toThrow(/names 0 files/);
});
