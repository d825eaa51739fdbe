/**
 * How the options of `createClassifier` reach the worker, and which of them stay on this side.
 */
import type { BrowserClass } from '../core/browserClass';
import { tagOf } from '../core/described';
import { ConfigError } from '../core/errors';
import { inWords, isObject } from '../core/json';
import type { ClassifierOptions } from '../index';
import { isAddress, pageAddress, wholeAddress } from '../weights/fetching/address';
import { carrierOf, isBytes, isDetached, WEIGHTS_KINDS } from '../weights/fetching/carrier';
import { preloadedFiles } from '../weights/fetching/preloaded';
import { BASE_KINDS } from '../weights/known/baseUrl';
import { FALLBACK_KINDS } from '../wasm/runtime';
import type { CrossedOptions } from './protocol';
import { copied, revived } from './standIns';
import { type CrossedStream, handedOver, takenOver } from './streams';

/** The options of `createClassifier` in a worker. */
export interface WorkerOptions extends ClassifierOptions {
  /**
   * The worker's script, for bundlers that leave it behind and for pages on another origin than this module: its address
   * on your own origin. Or a module worker that you have started with it; `dispose` ends it.
   * @default the script beside this module
   * @example { worker: '/resnest-webgpu/worker-thread.js' }
   */
  readonly worker?: string | URL | BrowserClass<'Worker'> | undefined;
  /**
   * Whether an ArrayBuffer or Uint8Array given as `weights` is moved to the worker. It is empty afterwards.
   * @default false: the worker gets a copy
   * @example { weights: buffer, transfer: true }
   */
  readonly transfer?: boolean | undefined;
}

/** Options on their way. */
export interface Departing {
  readonly crossed: CrossedOptions;
  readonly transferables: readonly Transferable[];
}

interface Parcel {
  readonly value: unknown;
  readonly transferables?: readonly Transferable[];
}

type Pack = (value: unknown, mayMove: boolean) => Parcel | undefined;

const copy: Pack = (value) => ({ value: copied(value) });

/** An option of which only the worker's checks see wrong values: a right one is kept here. */
const keptIf =
  (isKept: (value: unknown) => boolean): Pack =>
  (value, mayMove) =>
    isKept(value) ? undefined : copy(value, mayMove);

const isFunction = (value: unknown): boolean => typeof value === 'function';

const isStore = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'get' in value && 'put' in value;

export const isSignal = (value: unknown): value is AbortSignal => tagOf(value) === 'AbortSignal';

/** Whether a value is a GPU device, which is of the thread that has asked for it. */
export const isDevice = (value: unknown): boolean => tagOf(value) === 'GPUDevice';

/** The error for an object that stays in its thread. */
export const notInWorker = (name: string, value: unknown, advice: string): ConfigError =>
  new ConfigError(
    'not-in-worker',
    `${name} is ${inWords(value)} of this thread, which no worker can use; ${advice}, or take createClassifier of 'resnest-webgpu'`,
  );

/** An option that no worker takes if it is right. */
const refusedIf =
  (isRight: (value: unknown) => boolean, name: string, advice: string): Pack =>
  (value, mayMove) => {
    if (isRight(value)) throw notInWorker(name, value, advice);
    return copy(value, mayMove);
  };

/** One row an option; one that the type has and the table lacks does not compile. */
const PACKS: { readonly [Name in keyof ClassifierOptions]-?: Pack } = {
  model: copy,
  weights: packedWeights,
  weightsBaseUrl: (value, mayMove) =>
    typeof value === 'string' || tagOf(value) === 'URL'
      ? { value: wholeAddress(String(value), 'weightsBaseUrl', BASE_KINDS) }
      : copy(value, mayMove),
  sha256: copy,
  configFile: copy,
  head: copy,
  labels: copy,
  inputSize: copy,
  preprocessing: copy,
  storage: copy,
  precision: copy,
  device: refusedIf(isDevice, 'device', 'leave it out'),
  cache: refusedIf(isStore, 'cache', 'leave it out for IndexedDB'),
  tune: copy,
  kernels: copy,
  fallback: packedFallback,
  signal: keptIf(isSignal),
  onProgress: keptIf(isFunction),
  onDeviceLost: keptIf(isFunction),
};

/** Options as they are now, on their way to the worker. Throws a ConfigError for what cannot go there. */
export function packOptions(options: object, mayMove: boolean): Departing {
  const packs: Readonly<Record<string, Pack | undefined>> = PACKS;
  const parcels = Object.entries(options).map(([name, value]) => {
    if (value === undefined) return undefined;
    const parcel = (Object.hasOwn(packs, name) ? packs[name] : copy)?.(value, mayMove);
    return parcel && ([name, parcel] as const);
  });
  const kept = parcels.filter((parcel) => parcel !== undefined);
  return {
    crossed: {
      values: Object.fromEntries(kept.map(([name, { value }]) => [name, value])),
      hearsProgress: isFunction((options as ClassifierOptions).onProgress),
      preloaded: preloadedFiles(),
    },
    transferables: kept.flatMap(([, { transferables = [] }]) => transferables),
  };
}

/**
 * Options with the address that a function of the caller gives for the one checkpoint that will be asked for; the function
 * itself stays here.
 */
export function withAnswer({ crossed, transferables }: Departing, answer: unknown): Departing {
  const isText = typeof answer === 'string' || tagOf(answer) === 'URL';
  const value = isText && isAddress(String(answer)) ? new URL(String(answer), pageAddress()).href : copied(answer);
  const weightsBaseUrl: Special = { special: 'answer', value };
  return { crossed: { ...crossed, values: { ...crossed.values, weightsBaseUrl } }, transferables };
}

/** A value that the worker makes of another one. */
type Special =
  | { readonly special: 'stream'; readonly stream: CrossedStream }
  | { readonly special: 'answer'; readonly value: unknown }
  | { readonly special: 'detached' };

const isSpecial = (value: unknown): value is Special =>
  typeof value === 'object' && value !== null && 'special' in value;

/** The options as they were given, on the worker's side. */
export const unpackOptions = ({ values }: CrossedOptions): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, unpacked(value)]));

function unpacked(value: unknown): unknown {
  if (!isSpecial(value)) return revived(value);
  if (value.special === 'stream') return takenOver(value.stream);
  if (value.special === 'detached') return detached();
  const answer = revived(value.value);
  return () => answer;
}

/** A buffer without bytes, as the page has it. */
function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(1);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

/** Addresses are those of the page; a function imports in the thread that has made it. */
function packedFallback(value: unknown, mayMove: boolean): Parcel | undefined {
  const wasm = isObject(value) ? value['wasm'] : undefined;
  if (isFunction(wasm))
    throw notInWorker('fallback.wasm', wasm, "give the address of onnxruntime-web's file ort.wasm.bundle.min.mjs");
  if (typeof wasm === 'string' || tagOf(wasm) === 'URL')
    return { value: { wasm: wholeAddress(String(wasm), 'fallback.wasm', FALLBACK_KINDS) } };
  return copy(value, mayMove);
}

function packedWeights(value: unknown, mayMove: boolean): Parcel {
  const carried = carrierOf(value);
  if (carried?.kind === 'url') return { value: wholeAddress(String(carried.value), 'weights', WEIGHTS_KINDS) };
  if (carried?.kind === 'blob') return { value: carried.value };
  if (carried?.kind === 'stream') {
    const stream = handedOver(carried.value);
    const special: Special = { special: 'stream', stream };
    return { value: special, transferables: stream.port ? [stream.port] : [] };
  }
  return carried ? packedBytes(carried.value, mayMove) : { value: copied(value) };
}

/** Bytes as they are now. */
function packedBytes(bytes: ArrayBuffer | Uint8Array, mayMove: boolean): Parcel {
  const { buffer, byteOffset, byteLength } = isBytes(bytes)
    ? bytes
    : { buffer: bytes, byteOffset: 0, byteLength: bytes.byteLength };
  if (isDetached(buffer)) {
    const special: Special = { special: 'detached' };
    return { value: special };
  }
  if (mayMove && tagOf(buffer) === 'ArrayBuffer') return { value: bytes, transferables: [buffer as ArrayBuffer] };
  const own = new Uint8Array(byteLength);
  own.set(new Uint8Array(buffer, byteOffset, byteLength));
  return { value: own.buffer, transferables: [own.buffer] };
}
