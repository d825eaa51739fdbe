/** The options of the benchmark. */
import { STORAGES, type Storage } from '../../src/core/tensor';
import { variantNamed } from '../../src/model/variants';
import { flag, oneOf, readArguments, text, wholeNumber } from '../common/arguments';
import { sentence } from '../common/files';
import { UsageError, withoutUndefined } from '../classify/options';
import { type BrowserName, BROWSERS } from '../common/browser/types';

/** Who can be measured besides ours: ONNX Runtime's WebGPU and its WebAssembly. */
export const PEERS = ['ort-webgpu', 'ort-wasm'] as const;
export type Peer = (typeof PEERS)[number];

export interface BenchOptions {
  /** A variant's name. */
  readonly model: string;
  /** A checkpoint's file or URL; seeded weights without it. */
  readonly weights?: string;
  readonly inputSize?: number;
  readonly batch: number;
  readonly storage: Storage;
  /** Runs of every runtime; by default `DEFAULT_RUNS`, and fewer of what is slow. */
  readonly runs?: number;
  readonly peers: readonly Peer[];
  readonly browser: BrowserName;
  readonly json: boolean;
  readonly help: boolean;
}

export const DEFAULT_MODEL = 'resnest50';
export const DEFAULT_RUNS = 5;

/** As many images as the library runs at once. */
const MOST_IMAGES = 8;

export const help = `Measures ResNeSt on WebGPU beside ONNX Runtime Web, in one headless browser, in turns.

npm run bench -- [OPTIONS]

  --model NAME          a variant by name (${DEFAULT_MODEL})
  --weights FILE|URL    its checkpoint; without one, weights from a seeded generator, which take the same time
  --input-size N        side of the square input (the model's own)
  --batch N             images in one run, 1 to ${MOST_IMAGES} (1)
  --storage KIND        how our weights lie on the GPU: ${STORAGES.join(', ')} (f32)
  --runs N              measured runs of each runtime (${DEFAULT_RUNS}, fewer of a runtime that takes more than a minute for them)
  --peers NAMES         ort-webgpu,ort-wasm (both); none for ours alone
  --browser NAME        chromium or firefox (chromium)
  --scaling             instead, ours alone at many input sizes, batches and models; see --scaling --help
  --json                on the last line all numbers as JSON
  --help                print this

RESNEST_BROWSER names Chromium's file; RESNEST_ADAPTER=swiftshader or hardware chooses its GPU.`;

const known = {
  ...{ model: text, weights: text, 'input-size': text, batch: text, storage: text, runs: text, peers: text },
  ...{ browser: text, json: flag, help: { ...flag, short: 'h' } },
} as const;

/** How many images the library runs at once, from 1 to the most. */
export function batchSize(name: string, value: string): number {
  const images = Array.from({ length: MOST_IMAGES }, (_, i) => String(i + 1));
  return Number(oneOf(name, value, images));
}

/** A variant's name. */
export function modelName(value: string): string {
  try {
    return variantNamed(value).name;
  } catch (error) {
    throw new UsageError(sentence(error), { cause: error });
  }
}

/** Reads the arguments after `bench`; throws UsageError with one sentence. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const values = readArguments(args, known);
  const {
    model = DEFAULT_MODEL,
    weights,
    batch = '1',
    storage = 'f32',
    peers = PEERS.join(),
    runs,
    json,
    help,
  } = values;
  const size = values['input-size'];
  return {
    ...withoutUndefined({
      weights,
      inputSize: size === undefined ? undefined : wholeNumber('input-size', size),
      runs: runs === undefined ? undefined : wholeNumber('runs', runs),
    }),
    batch: batchSize('batch', batch),
    storage: oneOf('storage', storage, STORAGES),
    peers: peers === 'none' ? [] : peers.split(',').map((peer) => oneOf('peers', peer, PEERS)),
    browser: oneOf('browser', values.browser ?? 'chromium', BROWSERS),
    ...{ model: modelName(model), json, help },
  };
}
