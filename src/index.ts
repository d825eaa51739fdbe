/**
 * The public door of resnest-webgpu: ResNeSt in the browser on WebGPU.
 */
import { variants } from './model/variants';

export { createClassifier } from './open';
export {
  ConfigError,
  DeviceLostError,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from './core/errors';
export type { Preprocessing } from './core/pixels';
export type { Storage } from './core/tensor';
export type {
  CallOptions,
  Classifier,
  ClassifierInfo,
  ClassifierOptions,
  ClassifyOptions,
  Features,
  Kernels,
  Progress,
  Source,
  TensorSource,
  Timings,
  Tune,
} from './door';
export { isSupported } from './gpu/device';
export type { ImageSource } from './image/source';
export type { Classification } from './image/topk';
export type { ResNeStConfig } from './model/config';
export type { PackedWeight } from './core/weights';
export type { SelfTestLine, SelfTestReport } from './scheduler/tune/selfTest';
export { cache, type CacheEntry, type WeightCache } from './weights/cache/cache';
export type { CachedModel } from './weights/cache/records';

/** The named models: name, input size in pixels, and classes of the published weights. */
export const models: readonly { readonly name: string; readonly inputSize: number; readonly numClasses: number }[] =
  variants.map(({ name, inputSize, config: { numClasses } }) => ({ name, inputSize, numClasses }));
