/**
 * The types of the public door: what a caller gives and gets.
 */
import type { BrowserClass } from './core/browserClass';
import type { Preprocessing } from './preprocessing/recipes';
import type { Storage } from './core/storage';
import type { ImageSource } from './image/source';
import type { ResNeStConfig } from './model/config';
import type { SelfTestReport } from './scheduler/tune/selfTest';
import type { Classification, ClassifyOptions } from './tasks/classify';
import type { ExplainOptions, Explanation } from './tasks/explain';
import type { Features } from './tasks/features';
import type { CallOptions, Source, TensorSource } from './tasks/source';
import type { WeightCache } from './weights/cache/cache';
import type { WeightsInput } from './weights/fetching/carrier';

/** How far the start has come, in units of its stage: bytes, weights, programs, or steps of a run. */
export interface Progress {
  readonly stage: 'download' | 'pack' | 'compile' | 'tune';
  readonly loaded: number;
  /** Undefined where the server does not tell. */
  readonly total: number | undefined;
}

export const TUNES = ['off', 'idle', 'now'] as const;
export type Tune = (typeof TUNES)[number];

export const KERNELS = ['auto', 'direct'] as const;
export type Kernels = (typeof KERNELS)[number];

export interface ClassifierOptions {
  /**
   * A variant's name, or a configuration. By default it is read off the checkpoint, or the embedded model without one;
   * a configuration without `layers` says only what tensors cannot tell, such as `avdFirst`.
   */
  readonly model?: string | Partial<ResNeStConfig> | undefined;
  /**
   * A checkpoint (safetensors, or what torch.save wrote): its URL, or its bytes in any form; by default the embedded
   * model's. A source from which nothing comes for 30 seconds is a WeightsError, a ReadableStream of yours included.
   */
  readonly weights?: WeightsInput | undefined;
  /**
   * The SHA-256 of `weights` in hexadecimal: other bytes are a WeightsError, and nothing of them is kept. It names the
   * weights in the cache, whatever address they have, and even if they have none.
   */
  readonly sha256?: string | undefined;
  /** The parsed config.json of the checkpoint, timm's or with the original's keywords; by default what lies beside its URL. */
  readonly configFile?: unknown;
  /** Which head of a checkpoint with several, by its name in the file, such as `head.fc`. */
  readonly head?: string | undefined;
  /** One label a class; by default those of a known checkpoint, ImageNet's for 1000 classes, else `class 17`. */
  readonly labels?: readonly string[] | undefined;
  /** Height and width that photos are brought to; by default the model's own. */
  readonly inputSize?: number | readonly [height: number, width: number] | undefined;
  /** How photos are brought to the input size: a recipe's name, or one with its numbers; by default the model's own. */
  readonly preprocessing?: string | Preprocessing | undefined;
  /** How weights are kept on the GPU; by default f16 if the checkpoint's are f16, else f32. */
  readonly storage?: Storage | undefined;
  /** A device to share; by default one of its own. */
  readonly device?: BrowserClass<'GPUDevice'> | undefined;
  /**
   * Where packed weights of a URL are kept for the next start: IndexedDB by default, `false` for nowhere. A file that
   * changes at its URL is not noticed until its entry is deleted. What signs a URL (S3, Google, Azure, tokens) and its
   * fragment do not make it another one; blob: and data: URLs are not kept, but for those with `sha256`. With `false`,
   * or where the page preloads the URL, the browser's HTTP cache is used. A cache that fails or hangs is passed by.
   */
  readonly cache?: false | WeightCache | undefined;
  /**
   * Whether kernels are timed against each other on this device: `off`, the default; `idle`, between calls, beginning
   * after the first answer; `now`, for some ten seconds before createClassifier resolves. What was found is kept in
   * IndexedDB, a few kilobytes, and used by later classifiers, unless they are `off`; they go on where it ended.
   */
  readonly tune?: Tune | undefined;
  /** `direct` computes every convolution by its definition, without Winograd's transforms; `auto` by default. */
  readonly kernels?: Kernels | undefined;
  /** Ends the start within 100 ms, with its reason; nothing stays behind. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each step; nothing is told once the start has ended. What it throws ends the start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a classifier is and what it took. */
export interface ClassifierInfo {
  readonly model: string;
  /** What the model is; `numClasses` is 0 for a checkpoint without a classifier. */
  readonly config: ResNeStConfig;
  /** Vendor and architecture of the GPU. */
  readonly adapter: string;
  readonly storage: Storage;
  readonly inputSize: readonly [height: number, width: number];
  readonly preprocessing: Preprocessing;
  readonly parameters: number;
  readonly labels: readonly string[];
  /**
   * What nothing tells about the checkpoint and was taken for the usual, and what was chosen or left out of it: plain
   * sentences, such as one on `avdFirst`. Empty where its digest, a config.json or `model` tells all.
   */
  readonly assumed: readonly string[];
  /** Where the choice of kernels is from: the usual one, an earlier visit's tuning, or tuning by this classifier. */
  readonly tuned: 'default' | 'stored' | 'measured';
  /**
   * Bytes on the GPU: all weights, and what the last run needs besides (until there is one, what the first is planned to
   * need); `transformed` are weights for Winograd, computed before the first run that needs them.
   */
  readonly bytes: { readonly weights: number; readonly transformed: number; readonly activations: number };
  readonly timings: Timings;
}

/** Milliseconds. */
export interface Timings {
  /** From the call of createClassifier to the classifier. */
  readonly startMs: number;
  /** Whether the weights came from the cache. */
  readonly fromCache: boolean;
  /** The last run: from the input on the GPU to the logits read back. */
  readonly runMs?: number;
}

/** A model on the GPU. Calls may overlap: they run one after the other. */
export interface Classifier {
  readonly info: ClassifierInfo;

  /** The most probable classes of a source, best first; of an array, one answer each. Throws an ImageError. */
  classify(source: Source, options?: ClassifyOptions): Promise<Classification[]>;
  classify(sources: readonly Source[], options?: ClassifyOptions): Promise<Classification[][]>;

  /** The logits [classes] of a source ([N, classes] of a tensor of N images); of an array, one each. Throws an ImageError. */
  logits(source: Source, options?: CallOptions): Promise<Float32Array>;
  logits(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;

  /** The pooled features [2048] ([4096] where maps are pooled by mean and maximum) of a source ([N, 2048] of a tensor of N images); of an array, one each. Throws an ImageError. */
  embed(source: Source, options?: CallOptions): Promise<Float32Array>;
  embed(sources: readonly Source[], options?: CallOptions): Promise<Float32Array[]>;

  /** The outputs of layer1 to layer4 for a source; of an array, one set each. Throws an ImageError. */
  features(source: Source, options?: CallOptions): Promise<Features>;
  features(sources: readonly Source[], options?: CallOptions): Promise<Features[]>;

  /**
   * Why a source is taken for a class: where in it the evidence lies, and what split attention did in each block; of an
   * array, one explanation each. A tensor must hold one image. It takes one run, as `classify` does.
   *
   * Throws a ConfigError for an `index` that is no class, for a checkpoint without a classifier, and for a model whose
   * logits are no sum over the places of layer4's maps: one that pools other than by the mean, or whose classifier has a
   * ReLU between its layers. Throws an ImageError for a source that cannot be read.
   *
   * @example
   * const { label, map, onPhoto } = await classifier.explain(photo);
   * const { shape, data } = onPhoto(); // [height, width] of the photo; NaN where the model did not look
   */
  explain(source: Source, options?: ExplainOptions): Promise<Explanation>;
  explain(sources: readonly Source[], options?: ExplainOptions): Promise<Explanation[]>;

  /** The input [1, 3, H, W] ([1, 1, H, W] of a model of grey photos) that a photo is brought to before it is classified. Throws an ImageError. */
  preprocess(source: ImageSource): Promise<TensorSource>;

  /**
   * Whether the kernels that compute the logits are right on this device: each runs twice on known numbers and is
   * compared with a reference in float64. Takes some seconds.
   */
  selfTest(options?: CallOptions): Promise<SelfTestReport>;

  /** Frees everything on the GPU, and the device unless it is the caller's; calls that run are waited for. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
