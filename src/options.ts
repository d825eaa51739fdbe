/**
 * What a caller gives to `createClassifier`, checked before anything is loaded: one reader an option, which hands back a
 * value of the option's type or throws a ConfigError. Callers in JavaScript may give anything, also objects of another window.
 */
import { tagOf } from './core/described';
import { ConfigError } from './core/errors';
import { counted } from './core/wording';
import { type LabelList, languageTag, type Labels } from './weights/known/labels';
import { PRECISIONS } from './core/precision';
import { STORAGES } from './core/storage';
import { type ClassifierOptions, KERNELS, TUNES } from './door';
import { functionOf, has, oneOf, read, type Readers, signalOf } from './options/read';
import { checkKeywords, resolveConfig, type ResNeStConfig } from './model/config';
import { readPreprocessing } from './preprocessing/option';
import { wholeAddress } from './weights/fetching/address';
import type { WeightCache } from './weights/cache/cache';
import { carrierOf, WEIGHTS_KINDS, type WeightsInput } from './weights/fetching/carrier';
import { publishedNamed } from './weights/known/manifest';
import { BASE_KINDS, type WeightsBaseUrl } from './weights/known/baseUrl';
import { checkModelName } from './weights/known/published';
import { inWords, isObject } from './core/json';
import { type Fallback, FALLBACK_KINDS, type WasmRuntime } from './wasm/runtime';

/** Far above any photo's use, far below what an adapter's buffers hold. */
const LARGEST_INPUT = 4096;

/** Pixels of an input, as one number for a square or as [height, width]. Throws a ConfigError. */
export function readInputSize(value: unknown): readonly [height: number, width: number] {
  const sizes: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [value, value];
  const isSize = (size: unknown): size is number =>
    Number.isInteger(size) && Number(size) >= 1 && Number(size) <= LARGEST_INPUT;
  const [height, width] = sizes;
  if (sizes.length === 2 && isSize(height) && isSize(width)) return [height, width];
  throw new ConfigError(
    'option',
    `inputSize must be whole pixels from 1 to ${String(LARGEST_INPUT)}, one number or [height, width], not ${inWords(value)}`,
  );
}

function modelOf(value: unknown): string | Partial<ResNeStConfig> {
  if (typeof value === 'string') return checkModelName(value);
  if (!isObject(value))
    throw new ConfigError('option', `model must be a name or a configuration, not ${inWords(value)}`);
  // Without `layers` it is completed by the checkpoint, and checked as a whole then.
  if (value.layers === undefined) checkKeywords(value);
  else resolveConfig(value);
  return { ...value };
}

function weightsOf(value: unknown): WeightsInput {
  const carried = carrierOf(value);
  if (!carried)
    throw new ConfigError(
      'option',
      `weights must be a URL, a File, a Blob, an ArrayBuffer, a Uint8Array or a ReadableStream, not ${inWords(value)}${tagOf(value) === 'Promise' ? '; await it' : ''}`,
    );
  if (carried.kind !== 'url') return carried.value;
  return wholeAddress(String(carried.value), 'weights', WEIGHTS_KINDS);
}

function weightsBaseUrlOf(value: unknown): WeightsBaseUrl {
  if (typeof value === 'function') return value as WeightsBaseUrl;
  if (typeof value === 'string' || tagOf(value) === 'URL')
    return wholeAddress(String(value), 'weightsBaseUrl', BASE_KINDS);
  throw new ConfigError('option', `weightsBaseUrl must be ${BASE_KINDS}, not ${inWords(value)}`);
}

function sha256Of(value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  throw new ConfigError('option', `sha256 must be 64 hexadecimal digits, not ${inWords(value)}`);
}

/** As data of its own, which JSON makes of it. */
function configFileOf(value: unknown): unknown {
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(value) ?? 'null');
  } catch (cause) {
    throw new ConfigError('option', `configFile must hold plain JSON, not ${inWords(value)}`, { cause });
  }
  return copy;
}

function headOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError('option', `head must be the name of a head in the checkpoint, not ${inWords(value)}`);
}

function labelsOf(value: unknown): Labels {
  if (!isObject(value)) return labelListOf(value, 'labels');
  const lists = Object.entries(value).map(([tag, list]) => {
    if (languageTag(tag) !== undefined) return [tag, labelListOf(list, `labels.${tag}`)] as const;
    throw new ConfigError(
      'option',
      `labels has the key ${inWords(tag)}, which is no tag of a language; give { en: [...], de: [...] }`,
    );
  });
  const [first] = lists;
  if (!first) throw new ConfigError('option', 'labels has no language; give { en: [...], de: [...] }, or one array');
  const other = lists.find(([, { length }]) => length !== first[1].length);
  if (!other) return Object.fromEntries(lists);
  throw new ConfigError(
    'option',
    `labels holds ${counted(first[1].length, 'label')} in ${first[0]} and ${other[1].length} in ${other[0]}; give one label a class in each language`,
  );
}

function labelListOf(value: unknown, name: string): LabelList {
  const labels: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [];
  const wrong = labels.findIndex((label) => typeof label !== 'string' || label.trim() === '');
  if (wrong >= 0)
    throw new ConfigError(
      'option',
      `${name} must be texts that are not empty; that of class ${String(wrong)} is ${inWords(labels[wrong])}`,
    );
  if (labels.length === 0)
    throw new ConfigError('option', `${name} must be an array of strings, one a class, not ${inWords(value)}`);
  return labels as string[];
}

const DEVICE = { queue: 'object', limits: 'object', features: 'object', lost: 'object', createBuffer: 'function' };

/** What is often given in place of a device. */
const NEARLY_DEVICES: Readonly<Record<string, string>> = {
  Promise: '; await it',
  GPUAdapter: '; await its requestDevice()',
  GPU: '; await the requestDevice() of its adapter',
};

/** Throws a ConfigError for anything but a GPUDevice. */
export function deviceOf(value: unknown): GPUDevice {
  if (has(value, DEVICE)) return value as GPUDevice;
  throw new ConfigError(
    'option',
    `device must be a GPUDevice, not ${inWords(value)}${NEARLY_DEVICES[tagOf(value)] ?? '; leave it out to let the library request one'}`,
  );
}

function fallbackOf(value: unknown): Fallback {
  if (value === 'wasm') return value;
  const wasm = isObject(value) && Object.keys(value).length === 1 ? value['wasm'] : undefined;
  if (typeof wasm === 'function') return { wasm: wasm as () => WasmRuntime };
  if (typeof wasm === 'string' || tagOf(wasm) === 'URL')
    return { wasm: wholeAddress(String(wasm), 'fallback.wasm', FALLBACK_KINDS) };
  throw new ConfigError(
    'option',
    `fallback must be 'wasm' or { wasm: ${FALLBACK_KINDS} }, not ${inWords(value)}; give { wasm: () => import('onnxruntime-web/wasm') }`,
  );
}

function cacheOf(value: unknown): false | WeightCache {
  if (value === false || has(value, { get: 'function', put: 'function' })) return value as false | WeightCache;
  throw new ConfigError(
    'option',
    `cache must be false or a store with \`get\` and \`put\`, not ${inWords(value)}; leave it out for IndexedDB`,
  );
}

const CLASSIFIER: Readers<ClassifierOptions> = {
  model: modelOf,
  weights: weightsOf,
  weightsBaseUrl: weightsBaseUrlOf,
  sha256: sha256Of,
  configFile: configFileOf,
  head: headOf,
  labels: labelsOf,
  inputSize: readInputSize,
  preprocessing: readPreprocessing,
  storage: oneOf('storage', STORAGES),
  precision: oneOf('precision', PRECISIONS),
  device: deviceOf,
  cache: cacheOf,
  tune: oneOf('tune', TUNES),
  kernels: oneOf('kernels', KERNELS),
  fallback: fallbackOf,
  signal: signalOf,
  onProgress: functionOf('onProgress'),
  onDeviceLost: functionOf('onDeviceLost'),
};

/** The options of `createClassifier`. Throws a ConfigError that says what is wrong with one. */
export function readClassifierOptions(options: unknown): ClassifierOptions {
  const checked = read(options, CLASSIFIER, 'createClassifier', "{ model: 'resnest50', weights: url }");
  const { model, weights, weightsBaseUrl, sha256 } = checked;
  if (sha256 !== undefined && weights === undefined && !publishedNamed(model))
    throw new ConfigError('option', 'sha256 is given without `weights`; give the checkpoint that has this SHA-256');
  if (weights !== undefined && weightsBaseUrl !== undefined)
    throw new ConfigError('option', 'weightsBaseUrl is for known checkpoints without `weights`; leave one of them out');
  return checked;
}
