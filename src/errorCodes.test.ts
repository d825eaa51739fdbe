import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { ERROR_CODES, type ErrorCode, ResNeStError } from './core/errors';
import { whole } from './core/json';
import { defect, need } from './core/need';
import { acquireDevice } from './gpu/device';
import { LossWatch } from './gpu/loss';
import { link } from './gpu/wgsl';
import { openFile } from './image/files/file';
import { cropThenResize } from './image/geometry';
import { viewWithin } from './image/region';
import { viewFor } from './image/view';
import { openPhoto } from './image/source';
import { kernelNamed } from './kernels/choosing/registry';
import { configFromKeywords } from './model/config/keywords';
import { detectHead } from './model/heads/heads';
import { variantNamed } from './model/variants';
import { readClassifierOptions } from './options';
import { readClassifyOptions } from './options/calls';
import { checkpointOf } from './opening/checkpoint';
import { checkLabelsEarly } from './opening/overrides';
import { recipeNamed } from './preprocessing/recipes';
import { scoresOf } from './tasks/scoring/scores';
import type { Desks } from './tasks/calls/desk';
import { CallQueue } from './tasks/calls/queue';
import { takeTensor } from './tasks/calls/tensors';
import * as pickles from './testing/checkpoints/pickles';
import { openCheckpoint } from './weights/checkpoint';
import { parseCheckpoint } from './weights/containers/checkpoint';
import { readShards } from './weights/containers/sharded';
import { sha256 } from './weights/digest';
import { bytesInMemory } from './weights/fileBytes';
import { readFile } from './weights/fetching/download';
import { readConfigFile } from './weights/known/configFile';
import { packWeight } from './weights/packing/pack';
import { type StateDict, stateDictOf } from './weights/stateDict';

const text = (content: string): ArrayBuffer => new TextEncoder().encode(content).buffer;
const fixture = (name: string): ArrayBuffer =>
  new Uint8Array(readFileSync(new URL(`./testing/goldens/checkpoints/${name}`, import.meta.url))).buffer;
const zip = (...files: pickles.ZipFile[]): ArrayBuffer => pickles.zipOf(files);
/** An index of several files. */
const INDEX = text('{"weight_map": {"fc.weight": "part.safetensors"}}');
const TORCH = fixture('module.zip.pth');

const answering = (body: BodyInit, init: ResponseInit): Promise<unknown> => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)));
  return readFile('https://host/weights.pth');
};

const transferred = (): ArrayBuffer => {
  const buffer = text('abc');
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
};

const broken = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });

const parse = (bytes: ArrayBuffer): Promise<unknown> => parseCheckpoint(bytesInMemory(bytes));
const oneWeight = (value: number): StateDict =>
  stateDictOf(new Map([['conv.weight', { shape: [1, 1, 1, 1], data: Float32Array.of(value) }]]));
const pack = (stateDict: StateDict, shape: readonly [number, number, number, number] = [1, 1, 1, 1]): unknown =>
  packWeight(
    { name: 'step', source: { conv: 'conv', bias: false }, shape, groups: 1, layout: 'plain', storage: 'f16' },
    stateDict,
  );

/** A picture that no browser is there to decode: `createImageBitmap` refuses each. */
const undecoded = (bytes: BlobPart): Promise<unknown> => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no', 'InvalidStateError')));
  return openFile(new Blob([bytes]), 'photo');
};

const lostFor = async (reason: string): Promise<void> => {
  const watch = new LossWatch({ lost: Promise.resolve({ reason, message: '' } as GPUDeviceLostInfo) });
  await Promise.resolve();
  watch.check();
};

const afterClose = async (calls: CallQueue): Promise<void> => {
  await calls.close();
  calls.admit();
};

const twoImages = (): unknown =>
  takeTensor({ shape: [2, 3, 1, 1], data: new Float32Array(6) }, { inChannels: 3, images: 1, place: undefined });

type Row<Name extends keyof typeof ERROR_CODES> = [what: string, run: () => unknown, name: Name, code: ErrorCode<Name>];
const row = <Name extends keyof typeof ERROR_CODES>(...cells: Row<Name>): Row<Name> => cells;

const SITES = [
  row('a look-up that fails', () => need(new Map(), 1, 'node'), 'ResNeStError', 'defect'),
  row('an unknown kernel', () => kernelNamed('conv3d'), 'ResNeStError', 'defect'),
  row('a call after dispose', () => afterClose(new CallQueue({} as Desks)), 'ResNeStError', 'disposed'),
  row('a logit that is NaN', () => scoresOf(Float32Array.of(NaN), 'softmax'), 'ResNeStError', 'not-finite'),

  row('a page without WebGPU', () => acquireDevice(), 'WebGPUUnavailableError', 'no-webgpu'),
  row('a device that crashed', () => lostFor('unknown'), 'DeviceLostError', 'lost'),
  row('a device that was destroyed', () => lostFor('destroyed'), 'DeviceLostError', 'destroyed'),
  row(
    'a shader without a piece',
    () => link({ name: 'k', source: '//#include a', parameters: {}, slots: {} }, {}),
    'ShaderError',
    'link',
  ),

  row('an unknown option', () => readClassifierOptions({ modle: 'x' }), 'ConfigError', 'option'),
  row('topK 0', () => readClassifyOptions({ topK: 0 }), 'ConfigError', 'option'),
  row('an unknown model', () => variantNamed('resnest51'), 'ConfigError', 'model'),
  row('a model without weights', () => checkpointOf({ model: 'resnest200' }), 'ConfigError', 'model'),
  row('an unknown keyword', () => configFromKeywords({ layers: [1, 1, 1, 1], radxi: 2 }), 'ConfigError', 'keyword'),
  row('a width of no channels', () => configFromKeywords({ layers: [1, 1, 1, 1], radix: 3 }), 'ConfigError', 'keyword'),
  row('a config.json of nothing', () => readConfigFile({}), 'ConfigError', 'config-file'),
  row('a field of config.json', () => whole('num_classes', 0.5, 0, 9), 'ConfigError', 'config-file'),
  row('an unknown recipe', () => readClassifierOptions({ preprocessing: 'own' }), 'ConfigError', 'preprocessing'),
  row(
    'a deviation of 0 in config.json',
    () => readConfigFile({ architecture: 'resnest50d', pretrained_cfg: { std: [0, 1, 1] } }),
    'ConfigError',
    'preprocessing',
  ),
  row('one label', () => checkLabelsEarly({ model: 'resnest50', labels: ['a'] }), 'ConfigError', 'labels'),
  row(
    'a pool that gives other features than the head reads',
    () =>
      detectHead(new Map([['fc.weight', { shape: [7, 4096], read: () => new Float32Array() }]]), { globalPool: 'max' }),
    'ConfigError',
    'keyword',
  ),
  row('an unknown head', () => detectHead(new Map(), { name: 'fc2' }), 'ConfigError', 'head'),
  row(
    'a photo for an oblong input',
    () => viewFor({ width: 9, height: 9 }, [8, 9], recipeNamed('hub', { cropPct: 1, interpolation: 'bilinear' })),
    'ConfigError',
    'input-size',
  ),

  row('a text that is no address', () => readFile('not a url'), 'WeightsError', 'source'),
  row(
    'a SHA-256 of an index',
    async () => openCheckpoint({ input: INDEX, sha256: await sha256(INDEX) }, {}),
    'ConfigError',
    'option',
  ),
  row('a download that is not there', () => answering('', { status: 404 }), 'WeightsError', 'unreachable'),
  row(
    'a download that is a web page',
    () => answering('<html>', { headers: { 'content-type': 'text/html' } }),
    'WeightsError',
    'not-a-checkpoint',
  ),
  row('a stream that breaks off', () => readFile(broken()), 'WeightsError', 'interrupted'),
  row('a number as weights', () => readFile(5 as unknown as Blob), 'WeightsError', 'source'),
  row('a buffer that was transferred', () => readFile(transferred()), 'WeightsError', 'source'),
  row('another length', () => readFile(text('abc'), { expectedBytes: 5 }), 'WeightsError', 'digest'),
  row('another SHA-256', () => readFile(text('abc'), { sha256: '0'.repeat(64) }), 'WeightsError', 'digest'),
  row('a web page', () => parse(text('<!DOCTYPE html><html></html>')), 'WeightsError', 'not-a-checkpoint'),
  row('an empty file', () => parse(text('')), 'WeightsError', 'not-a-checkpoint'),
  row('a zip of photos', () => parse(zip({ name: 'a.png', data: 'x' })), 'WeightsError', 'not-a-checkpoint'),
  row('a truncated zip', () => parse(TORCH.slice(0, -30)), 'WeightsError', 'damaged'),
  row('a truncated safetensors file', () => parse(text('\x09\0\0\0\0\0\0\0{"')), 'WeightsError', 'damaged'),
  row(
    'a part that is damaged',
    () =>
      readShards({ files: new Map([['w', 'part']]), bytes: undefined }, () => Promise.resolve(bytesInMemory(text('')))),
    'WeightsError',
    'not-a-checkpoint',
  ),
  row('TorchScript', () => parse(fixture('torchscript.zip.pt')), 'WeightsError', 'unsupported'),
  row('a pickled module', () => parse(TORCH), 'WeightsError', 'unsupported'),
  row(
    'two checkpoints',
    () => parse(zip({ name: 'a/data.pkl', data: '' }, { name: 'b/data.pkl', data: '' })),
    'WeightsError',
    'ambiguous',
  ),
  row(
    'a pickle that runs a program',
    () => parse(zip({ name: 'a/data.pkl', data: pickles.pickle(pickles.named('os', 'system')) })),
    'WeightsError',
    'unsafe',
  ),
  row('a missing tensor', () => pack(new Map()), 'WeightsError', 'mismatch'),
  row('a tensor of another shape', () => pack(oneWeight(1), [2, 1, 1, 1]), 'WeightsError', 'mismatch'),
  row('a weight above f16', () => pack(oneWeight(1e6)), 'WeightsError', 'overflow'),
  row('a weight that is NaN', () => pack(oneWeight(NaN)), 'WeightsError', 'damaged'),

  row('a number as a photo', () => openPhoto(5 as unknown as Blob), 'ImageError', 'source'),
  row('an empty file as a photo', () => openPhoto(new Blob([])), 'ImageError', 'empty'),
  row('odd bytes as a photo', () => undecoded(pickles.bytesOf('\x01\x02\x03\x04')), 'ImageError', 'not-an-image'),
  row('a PDF as a photo', () => undecoded('%PDF-1.7'), 'ImageError', 'unsupported'),
  row('a JPEG of four bytes', () => undecoded(pickles.bytesOf('\xff\xd8\xff\xe0')), 'ImageError', 'damaged'),
  row('a tensor of two images for one answer', () => twoImages(), 'ImageError', 'tensor'),
  row(
    'a region outside',
    () => viewWithin({ width: 2, height: 2 }, { x: 1, y: 0, width: 2, height: 1 }, (size) => cropThenResize(size, 8)),
    ...(['ImageError', 'region'] as const),
  ),
  row('a photo too narrow to crop', () => cropThenResize({ width: 2, height: 2 }, 8), 'ImageError', 'too-small'),
] as const;

afterEach(() => vi.unstubAllGlobals());

test.each<Row<keyof typeof ERROR_CODES>>(SITES)('%s', async (_, run, name, code) => {
  const error: unknown = await Promise.resolve()
    .then(run)
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ResNeStError);
  expect(error).toMatchObject({ name, code });
  expect(ERROR_CODES[name]).toHaveProperty(code);
});

test('a defect asks for a report, and errors keep their causes', () => {
  const cause = new Error('why');
  expect(defect('odd').message).toMatch(/please report it$/);
  expect(new ResNeStError('defect', 'odd', { cause }).cause).toBe(cause);
});

test('docs/errors.md has every code with its meaning', () => {
  const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  const listed = sections.map((section): [string, Record<string, string>] => {
    const rows = [...section.matchAll(/^\| `([\w-]+)` +\| (.+?) +\|$/gm)];
    return [
      section.split('\n')[0] ?? '',
      Object.fromEntries(rows.map(([, code = '', meaning]) => [code, meaning ?? ''])),
    ];
  });
  expect(Object.fromEntries(listed)).toEqual(ERROR_CODES);
});
