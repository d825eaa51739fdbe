import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ConfigError } from './core/errors';
import { readClassifierOptions } from './options';
import { readCallOptions, readClassifyOptions } from './options/calls';
import { manifestEntries } from './weights/known/manifest';
import { readPreprocessing } from './preprocessing/option';
import { checkLabelsEarly } from './opening/overrides';

const TIMM = { recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] };
const HUB = { recipe: 'hub', interpolation: 'bilinear', mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] };

/** An object of another window, whose classes are others. */
const foreign = (code: string): unknown => runInContext(code, createContext({ URL }));

const get = (): Promise<undefined> => Promise.resolve(undefined);

test.each<[string, unknown, RegExp]>([
  ['options that are null', null, /the options of createClassifier are an object, such as \{ model: .*, not null/],
  ['options that are a name', 'resnest50', /are an object, .* not "resnest50"/],
  ['options that are a list', [], /are an object/],
  ['options that are a Blob', new Blob([]), /are an object, .* not a Blob/],
  ['a name that is not known', { modle: 'resnest50' }, /no option "modle"; its nearest is "model"/],
  ['a name in another case', { inputsize: 5 }, /no option "inputsize"; its nearest is "inputSize"/],
  ['model 5', { model: 5 }, /model must be a name or a configuration, not 5/],
  ['model null', { model: null }, /model must be/],
  ['model []', { model: [] }, /model must be a name or a configuration, not \[\]/],
  ['model ""', { model: '' }, /there is no model/],
  [
    "timm's name of a model",
    { model: 'resnest50d' },
    /no model resnest50d; the nearest that are known are resnest50d.in1k,/,
  ],
  ['a published name in another case', { model: 'ResNeSt50d.In1k' }, /the nearest that are known are resnest50d.in1k,/],
  ['weightsBaseUrl 5', { weightsBaseUrl: 5 }, /weightsBaseUrl must be a URL or a function from an entry to one, not 5/],
  ['weightsBaseUrl ""', { weightsBaseUrl: '' }, /weightsBaseUrl is an empty address/],
  ['weightsBaseUrl with weights', { weights: 'https://h/w', weightsBaseUrl: 'https://h/' }, /leave one of them out/],
  ['a keyword that is not known', { model: { radxi: 2 } }, /radxi is no keyword/],
  ['a keyword of another kind, without layers', { model: { radix: 2n } }, /radix must be a whole number .* not 2/],
  ['weights null', { weights: null }, /weights must be a URL/],
  ['weights {}', { weights: {} }, /weights must be a URL/],
  ['weights ""', { weights: ' ' }, /weights is an empty address/],
  ['weights that are floats', { weights: new Float32Array(4) }, /not a Float32Array/],
  ['weights that are shared', { weights: new SharedArrayBuffer(4) }, /not a SharedArrayBuffer/],
  ['a Response', { weights: new Response('x') }, /not a Response/],
  ['a promise of weights', { weights: Promise.resolve('x') }, /not a Promise; await it/],
  ['no address', { weights: 'http://:::' }, /"http:\/\/:::" is no URL/],
  ['a relative address without a page', { weights: '/x' }, /the relative address "\/x", and there is no page here/],
  ['sha256 too short', { weights: 'https://h/w', sha256: 'ab' }, /sha256 must be 64 hexadecimal digits, not "ab"/],
  ['sha256 of other letters', { weights: 'https://h/w', sha256: 'g'.repeat(64) }, /sha256 must be 64/],
  ['sha256 without weights', { sha256: 'a'.repeat(64) }, /sha256 is given without `weights`; give the checkpoint/],
  ['configFile with a function of its own', { configFile: { layers: 5n } }, /configFile must hold plain JSON/],
  ['labels "a"', { labels: 'a' }, /labels must be an array of strings/],
  ['labels [1]', { labels: ['a', 1] }, /that of class 1 is 1/],
  ['labels []', { labels: [] }, /labels must be an array of strings, one a class, not \[\]/],
  ['labels of no language', { labels: {} }, /labels has no language; give \{ en: \[...\]/],
  ['labels by what is no language', { labels: { '17': ['a'] } }, /labels has the key "17", which is no tag/],
  ['an empty label of a language', { labels: { en: ['a'], de: [''] } }, /labels.de must be texts .* that of class 0/],
  ['a text of a language', { labels: { en: 'a' } }, /labels.en must be an array of strings/],
  ['languages of other lengths', { labels: { en: ['a'], de: ['b', 'c'] } }, /1 label in en and 2 in de; give one/],
  ['an empty label', { labels: ['a', ' '] }, /labels must be texts that are not empty; that of class 1/],
  ['labels with a hole', { labels: ['a', , 'c'] }, /that of class 1 is undefined/],
  ['inputSize 0', { inputSize: 0 }, /inputSize must be whole pixels from 1 to 4096/],
  ['inputSize of three', { inputSize: [96, 96, 3] }, /inputSize must be .* not \[96,96,3\]/],
  ['inputSize of one', { inputSize: [96] }, /inputSize must be/],
  ['inputSize as text', { inputSize: '96' }, /inputSize must be/],
  ['inputSize null', { inputSize: null }, /inputSize must be/],
  ['inputSize as BigInt', { inputSize: 5n }, /inputSize must be/],
  ['storage in capitals', { storage: 'F16' }, /storage must be f32 or f16 or int8, not "F16"/],
  ['a precision of storage', { precision: 'int8' }, /precision must be f32 or f16, not "int8"/],
  ['tune true', { tune: true }, /tune must be off or idle or now, not true/],
  ['kernels 5', { kernels: Symbol('x') }, /kernels must be auto or direct, not Symbol\(x\)/],
  ['device {}', { device: {} }, /device must be a GPUDevice, not \{\}/],
  ['device null', { device: null }, /device must be a GPUDevice, not null/],
  ['device 5', { device: 5 }, /device must be/],
  ['a promise of a device', { device: Promise.resolve() }, /device must be a GPUDevice, not a Promise; await it/],
  ['cache true', { cache: true }, /cache must be false or a store with `get` and `put`, not true/],
  ['cache {}', { cache: {} }, /cache must be/],
  ['a Map', { cache: new Map() }, /cache must be .* not a Map/],
  ['a cache without put', { cache: { get } }, /cache must be/],
  ['signal {}', { signal: {} }, /signal must be an AbortSignal, not \{\}/],
  ['a controller', { signal: new AbortController() }, /not an AbortController; give the controller's `signal`/],
  ['an event target', { signal: new EventTarget() }, /signal must be/],
  ['onProgress 5', { onProgress: 5 }, /onProgress must be a function, not 5/],
  ['preprocessing null', { preprocessing: null }, /preprocessing must be a recipe's name or an object/],
  ['preprocessing 5', { preprocessing: 5 }, /preprocessing must be/],
  ['preprocessing []', { preprocessing: [] }, /preprocessing must be/],
  ['preprocessing {}', { preprocessing: {} }, /preprocessing.recipe must be timm, hub/],
  ['a recipe that is not known', { preprocessing: { ...TIMM, recipe: 'clip' } }, /no preprocessing recipe "clip"/],
  ['a recipe without numbers', { preprocessing: { recipe: 'timm' } }, /preprocessing.interpolation must be "bilinear"/],
  [
    'lanczos',
    { preprocessing: { ...TIMM, interpolation: 'lanczos' } },
    /must be "bilinear" or "bicubic", not "lanczos"/,
  ],
  ['nearest', { preprocessing: { ...TIMM, interpolation: 'nearest' } }, /not "nearest"/],
  ['two deviations', { preprocessing: { ...TIMM, std: [1, 1] } }, /preprocessing.std must be three numbers/],
  ['deviations of 0', { preprocessing: { ...TIMM, std: [0, 0, 0] } }, /preprocessing.std must be three numbers from/],
  ['a negative deviation', { preprocessing: { ...TIMM, std: [0.2, -0.2, 0.2] } }, /preprocessing.std/],
  ['a deviation that is none', { preprocessing: { ...TIMM, std: [0.2, NaN, 0.2] } }, /preprocessing.std .*"NaN"/],
  ['one mean', { preprocessing: { ...TIMM, mean: 0.5 } }, /preprocessing.mean/],
  ['no mean', { preprocessing: { ...TIMM, mean: undefined } }, /preprocessing.mean must be .* not undefined/],
  ['an infinite mean', { preprocessing: { ...TIMM, mean: [Infinity, 0, 0] } }, /preprocessing.mean/],
  ['means with a hole', { preprocessing: { ...TIMM, mean: [0.5, , 0.5] } }, /preprocessing.mean/],
  [
    'means of bytes',
    { preprocessing: { ...TIMM, mean: [123.675, 116.28, 103.53] } },
    /divide numbers of 0 to 255 by 255/,
  ],
  ['cropPct 0', { preprocessing: { ...TIMM, cropPct: 0 } }, /preprocessing.cropPct must be a number above 0/],
  ['cropPct in percent', { preprocessing: { ...TIMM, cropPct: 87.5 } }, /preprocessing.cropPct/],
  ['cropPct as text', { preprocessing: { ...TIMM, cropPct: '1' } }, /preprocessing.cropPct/],
  [
    'a field that is not known',
    { preprocessing: { ...TIMM, crop_pct: 1 } },
    /no field "crop_pct" .* nearest is cropPct/,
  ],
  [
    'a crop where there is none',
    { preprocessing: { ...TIMM, recipe: 'hub' } },
    /no field "cropPct" for the recipe hub/,
  ],
  [
    'no interpolation',
    { preprocessing: { ...HUB, recipe: 'official-verify', interpolation: undefined } },
    /interpolation/,
  ],
  [
    'another interpolation',
    { preprocessing: { ...HUB, recipe: 'official-verify' } },
    /must be "bicubic" for the recipe/,
  ],
])('%s: a ConfigError in one sentence', (__, options, message) => {
  const error = caught(() => readClassifierOptions(options));
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toMatch(message);
  expect(String(error)).toMatch(/^[^\n]{10,400}[^\n.]$/);
});

function caught(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}

test('what is right is handed back, as objects that the caller cannot change any more', () => {
  const labels = ['a', 'b'];
  const inputSize = [96, 128] as const;
  const signal = new AbortController().signal;
  const options = { labels, inputSize, preprocessing: TIMM, signal, cache: false, storage: undefined };
  const read = readClassifierOptions(options);
  expect(read).toEqual({ labels: ['a', 'b'], inputSize: [96, 128], preprocessing: TIMM, signal, cache: false });
  labels.length = 0;
  TIMM.mean[0] = 0.5;
  expect(read.labels).toHaveLength(2);
  expect(read.signal).toBe(signal);
  expect(readClassifierOptions({})).toEqual({});
  expect(readClassifierOptions({ labels: { en: ['a'], de: ['b'] } })).toEqual({ labels: { en: ['a'], de: ['b'] } });
  expect(readClassifierOptions({ inputSize: 64, preprocessing: 'hub' })).toEqual({
    inputSize: [64, 64],
    preprocessing: 'hub',
  });
});

test("every known checkpoint's preprocessing is a right one", () => {
  for (const { preprocessing } of manifestEntries) expect(readPreprocessing(preprocessing)).toEqual(preprocessing);
});

describe('objects of another window are as good as ours', () => {
  test.each([
    ['an ArrayBuffer', 'new ArrayBuffer(8)'],
    ['a Uint8Array', 'new Uint8Array(8)'],
  ])('%s as weights', (__, code) => {
    const weights = foreign(code);
    expect(weights instanceof Object).toBe(false);
    expect(readClassifierOptions({ weights }).weights).toBe(weights);
  });
  test('options, lists and preprocessing', () => {
    const options = foreign(`({ labels: ['a', 'b'], inputSize: [9, 9], preprocessing: ${JSON.stringify(TIMM)} })`);
    expect(readClassifierOptions(options)).toEqual({ labels: ['a', 'b'], inputSize: [9, 9], preprocessing: TIMM });
  });
  test('a signal, a device and a cache are known by what they have', () => {
    const signal = foreign(
      '({ aborted: false, addEventListener() {}, removeEventListener() {}, throwIfAborted() {} })',
    );
    expect(readCallOptions({ signal }, 'logits').signal).toBe(signal);
    const device = foreign(
      '({ queue: {}, limits: {}, features: new Set(), lost: Promise.resolve(), createBuffer() {} })',
    );
    expect(readClassifierOptions({ device }).device).toBe(device);
    const cache = foreign('new (class Store { get() {} put() {} })()');
    expect(readClassifierOptions({ cache }).cache).toBe(cache);
  });
});

describe('addresses', () => {
  afterEach(() => void vi.unstubAllGlobals());
  test('of known checkpoints are whole as well, and functions themselves', () => {
    expect(readClassifierOptions({ weightsBaseUrl: new URL('https://h.org/w/') }).weightsBaseUrl).toBe(
      'https://h.org/w/',
    );
    const base = (): string => 'w';
    expect(readClassifierOptions({ weightsBaseUrl: base }).weightsBaseUrl).toBe(base);
    const sha256 = 'a'.repeat(64);
    expect(readClassifierOptions({ model: 'resnest50d.in1k', sha256 })).toEqual({ model: 'resnest50d.in1k', sha256 });
  });
  test('are whole afterwards, relative ones by the base of the page', () => {
    expect(readClassifierOptions({ weights: new URL('https://h.org/w#x') }).weights).toBe('https://h.org/w#x');
    vi.stubGlobal('location', { href: 'https://h.org/app/page.html' });
    vi.stubGlobal('document', { baseURI: 'https://base.org/' });
    expect(readClassifierOptions({ weights: 'w.safetensors' }).weights).toBe('https://base.org/w.safetensors');
  });
});

test('a published name is a model as a variant is', () => {
  expect(readClassifierOptions({ model: 'resnest50d.in1k' })).toEqual({ model: 'resnest50d.in1k' });
  expect(() => checkLabelsEarly({ model: 'resnest50d.in1k', labels: ['cat'] })).toThrow(/1 label for 1000 classes/);
});

test('labels of a wrong number are refused where their number is known', () => {
  expect(() => checkLabelsEarly({ labels: ['cat'] })).toThrow(/1 label for 200 classes/);
  expect(() => checkLabelsEarly({ labels: ['cat'], model: { layers: [1, 1, 1, 1] }, weights: 'https://h/w' })).toThrow(
    /1 label for 1000 classes/,
  );
  checkLabelsEarly({ labels: ['cat'], model: 'resnest50', weights: 'https://h/w' });
  checkLabelsEarly({ labels: ['cat'], model: { radix: 2 }, weights: 'https://h/w' });
});

describe('calls', () => {
  test.each<[unknown, RegExp]>([
    [null, /the options of classify are an object, such as \{ topK: 3 \}, not null/],
    [5, /not 5/],
    [true, /not true/],
    [{ topk: 3 }, /classify has no option "topk"; its nearest is "topK"/],
    [{ topK: 0 }, /topK is 0; it must be a whole number above 0/],
    [{ topK: 1.5 }, /topK is 1.5/],
    [{ topK: '3' }, /topK is "3"/],
    [{ topK: NaN }, /topK is NaN/],
    [{ topK: null }, /topK is null/],
    [{ signal: {} }, /signal must be an AbortSignal/],
    [{ minScore: '0.5' }, /minScore is "0.5"; it must be a finite number/],
    [{ minScore: NaN }, /minScore is NaN/],
    [{ minScore: 2 }, /minScore is 2; scores are from 0 to 1, unless you set activation to 'none'/],
    [{ minScore: -1, activation: 'sigmoid' }, /minScore is -1; scores are/],
    [{ minScore: 50 }, /minScore is 50; scores are/],
    [{ activation: 'relu' }, /activation must be softmax or sigmoid or none, not "relu"/],
    [{ allow: 'lemon' }, /allow must be an array of labels or numbers of classes.*, not "lemon"/],
    [{ allow: [] }, /allow must be an array .*, not \[\]/],
    [{ deny: {} }, /deny must be an array/],
    [{ deny: [1.5] }, /deny names 1.5; give labels, or numbers of classes from 0 on/],
    [{ deny: [, 'a'] }, /deny names undefined; give labels/],
    [{ allow: ['a', -1] }, /allow names -1/],
    [{ allow: ['a'], deny: ['b'] }, /allow and deny exclude each other/],
    [{ language: 'deutsch (de)' }, /language must be a tag such as "de" or "zh-Hant", not "deutsch \(de\)"/],
    [{ language: 5 }, /language must be a tag/],
    [
      { regionOfInterest: [0, 0, 9, 9] },
      /the options of regionOfInterest are an object, such as \{ x: 40.*not \[0,0,9,9\]/,
    ],
    [{ regionOfInterest: { x: 0, y: 0, width: 9 } }, /regionOfInterest is such as .*, not \{"x":0,"y":0,"width":9\}/],
    [
      { regionOfInterest: { x: 0, y: 0, width: 0, height: 9 } },
      /regionOfInterest.width must be whole pixels above 0, not 0$/,
    ],
    [{ regionOfInterest: { x: 0.5, y: 0, width: 9, height: 9 } }, /x must be whole pixels, not 0.5; multiply parts by/],
    [{ regionOfInterest: { x: NaN, y: 0, width: 9, height: 9 } }, /regionOfInterest.x must be whole pixels, not NaN/],
    [
      { regionOfInterest: { x: 0, y: 0, width: 9, height: '9' } },
      /regionOfInterest.height must be whole pixels above 0, not "9"/,
    ],
    [
      { regionOfInterest: { x: 0, y: 0, width: 9, height: 9, rotation: Infinity } },
      /rotation must be degrees, a finite/,
    ],
    [{ regionOfInterest: { left: 0, top: 0 } }, /regionOfInterest has no option "left"/],
    [{ scoreThreshold: 0.5 }, /classify has no option "scoreThreshold"/],
    [{ signal: 'x' }, /signal must be an AbortSignal, not "x"/],
  ])('%o is a ConfigError', (options, message) => {
    expect(() => readClassifyOptions(options)).toThrow(ConfigError);
    expect(() => readClassifyOptions(options)).toThrow(message);
  });
  test('others have no topK', () => {
    expect(() => readCallOptions({ topK: 3 }, 'embed')).toThrow(/embed has no option "topK"; its nearest is "signal"/);
    expect(readCallOptions({}, 'embed')).toEqual({});
    expect(readClassifyOptions({ topK: 3, signal: undefined })).toEqual({ topK: 3 });
    expect(readClassifyOptions({ minScore: -7, activation: 'none', deny: [] })).toEqual({
      ...{ minScore: -7, activation: 'none', deny: [] },
    });
  });
});
