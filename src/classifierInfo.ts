/**
 * The types of `classifier.info`.
 */
import type { Preprocessing } from './preprocessing/recipes';
import type { UsedPrecision } from './core/precision';
import type { Storage } from './core/storage';
import type { ResNeStConfig } from './model/config';
import type { PublishedEntry } from './weights/known/published';

/** What a classifier is, what was taken for granted, and what it costs. Copy it into a bug report. */
export interface ClassifierInfo {
  /** The variant's name, or `custom ResNeSt`. */
  readonly model: string;
  /** Which known checkpoint it is, by its SHA-256 or by the name that was asked for; undefined for others. */
  readonly published?: PublishedEntry | undefined;
  /** The keywords of the architecture; `numClasses` is 0 for a checkpoint without a classifier. */
  readonly config: ResNeStConfig;
  /**
   * What the model computes, by name: `layer1` to `layer4`, and what its head adds, such as `embedding` and `logits`.
   * `classify` needs `logits`, `embed` needs `embedding`, and `features` needs the layers.
   */
  readonly outputs: readonly string[];
  /** Where the model runs: on the GPU, or in WebAssembly where the option `fallback` allows it. */
  readonly backend: 'webgpu' | 'wasm';
  /** Why it runs in WebAssembly, in one sentence for a person; undefined on WebGPU. */
  readonly fallbackReason: string | undefined;
  /**
   * Vendor and architecture of the GPU, or `unknown adapter` where the browser does not tell; in WebAssembly the name and
   * the version of the runtime.
   */
  readonly adapter: string;
  /** Whether `adapter` is a name; false where it is `unknown adapter`, as in Firefox. */
  readonly isAdapterNamed: boolean;
  /** How weights are kept on the GPU. WebAssembly computes in f32 with the same numbers. */
  readonly storage: Storage;
  /** In which numbers activations lie and are multiplied, and why in f32 where the option `precision` asks for f16. */
  readonly precision: UsedPrecision;
  /** The size in pixels that photos are brought to. */
  readonly inputSize: readonly [height: number, width: number];
  /** The recipe that brings photos there, with its numbers. */
  readonly preprocessing: Preprocessing;
  /** How many parameters the model has, batch norms' statistics left out. */
  readonly parameters: number;
  /** One for each class, in their order; empty where nothing names the classes. */
  readonly labels: readonly string[];
  /**
   * Plain sentences on guesses and choices: properties that nothing tells and were taken for the usual, such as
   * `avdFirst`, and tensors that were chosen among several or left out. Empty where the file's digest, a config.json or
   * `model` tells all.
   */
  readonly assumed: readonly string[];
  /**
   * Why the next start has to load and pack the weights again, in one sentence: no space is left for them, for example.
   * Undefined where the cache keeps them.
   */
  readonly notKept: string | undefined;
  /** The key of the weights in the cache, as `cache.list()` names it; undefined where the cache does not keep them. */
  readonly cacheKey: string | undefined;
  /**
   * By which programs of the GPU runs go: by few general ones, which give the first answer soon, or by those of its own,
   * which take their place between two calls once they are compiled, and round in their own way. `specialised` in WebAssembly.
   */
  readonly programs: 'general' | 'specialised';
  /** Why runs go on with the general ones, in one sentence; undefined where they do not, or not yet for good. */
  readonly notSpecialised: string | undefined;
  /** Where the choice of kernels is from: the usual one, an earlier visit's tuning, or tuning by this classifier. */
  readonly tuned: 'default' | 'stored' | 'measured';
  /**
   * Bytes on the GPU: of all weights, and of the last run's buffers. Until there is a run on the present device, they are
   * those that the first one is planned with. `transformed` are weights for Winograd, computed before the first run that needs them.
   * In WebAssembly they are bytes of ordinary memory: `transformed` are the same weights as f32, and 0 stands for the activations.
   */
  readonly bytes: { readonly weights: number; readonly transformed: number; readonly activations: number };
  /** How often the GPU device was lost since createClassifier was called. */
  readonly deviceLosses: number;
  readonly timings: Timings;
}

/** Times in milliseconds. */
export interface Timings {
  /** From the call of createClassifier until it resolved; recoveries leave it as it is. */
  readonly startMs: number;
  /** Whether createClassifier had the weights from the cache; recoveries leave it as it is. */
  readonly fromCache: boolean;
  /**
   * The last run on the present device, from the input on the GPU to the outputs read back; absent before the first one,
   * also the first one after a recovery.
   */
  readonly runMs?: number;
}

/** How far a start has come. */
export interface Progress {
  /** `download` counts bytes, `pack` weights, `compile` programs of the GPU, `tune` steps of a run. */
  readonly stage: 'download' | 'pack' | 'compile' | 'tune';
  readonly loaded: number;
  /** Undefined where the server does not say how long the file is. */
  readonly total: number | undefined;
  /** How fast a download is, smoothed over some seconds; absent in its first moments and in other stages. */
  readonly bytesPerSecond?: number;
  /** How long it will take at this rate; absent where the rate or the size is not known. */
  readonly secondsLeft?: number;
}

/** A loss of the GPU device. */
export interface DeviceLoss {
  /** `destroyed` after a call of the device's `destroy()`; else a driver, a process or the memory failed. */
  readonly reason: 'unknown' | 'destroyed';
  /** The browser's message; it may be empty. */
  readonly message: string;
  /** Whether the model is being opened again. If not, calls throw a DeviceLostError until `recover` is called. */
  readonly recovering: boolean;
}
