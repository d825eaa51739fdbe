/**
 * The public door of resnest-webgpu: ResNeSt in the browser on WebGPU.
 * @module resnest-webgpu
 */
import { variants } from './model/variants';

export { createClassifier } from './createClassifier';
export { type CheckpointOptions, checkpointWithHead, type LinearHead } from './opening/checkpointWithHead';
export {
  ConfigError,
  DeviceLostError,
  type ErrorCode,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from './core/errors';
export type { Preprocessing } from './preprocessing/recipes';
export type { LabelList, Labels, LabelsByLanguage } from './weights/known/labels';
export type { Precision, UsedPrecision } from './core/precision';
export type { Storage } from './core/storage';
export type { Classifier, ClassifierOptions, Kernels, Tune } from './door';
export type { ClassifierInfo, DeviceLoss, Progress, Timings } from './classifierInfo';
export type { ClassName } from './tasks/scoring/classNames';
export type { ClassifyOptions } from './tasks/classify';
export type { Classification, ListOptions, ScoreOptions } from './tasks/scoring/ranked';
export type { Features, GpuFeatures } from './tasks/features';
export type { GpuTensor } from './tasks/gpuTensor';
export type { Activation } from './tasks/scoring/scores';
export type { CallOptions, GpuOutputOptions, OutputOptions, PhotoOptions, Source, TensorSource } from './tasks/source';
export { isSupported, support, type Support } from './gpu/support';
export type { Fallback, WasmFallback, WasmRuntime } from './wasm/runtime';
export type { RegionOfInterest } from './image/region';
export type { ImageSource } from './image/source';
export type { VideoSource } from './image/video/frames';
export type { VideoAnswer } from './tasks/video';
export type { Edge } from './image/sheets/grid';
export { type CsvOptions, toCSV } from './tasks/tiles/csv';
export { type GeoOptions, type TileCollection, type TileFeature, toGeoJSON } from './tasks/tiles/geoJson';
export type { TileAnswer, TilesCursor, TilesOptions, TilesProgress } from './tasks/tiles/tiles';
export type { ResNeStConfig } from './model/config';
export type { BlockAttention, ExplainOptions, Explanation, PlaneMap } from './tasks/explain';
export type { PackedWeight } from './core/weights';
export type { SelfTestLine, SelfTestReport } from './scheduler/tune/selfTest';
export { cache, type CacheEntry, type ModelCache, type StoredModel, type WeightCache } from './weights/cache/cache';
export type { CachedModel } from './weights/cache/records';
export type { WeightsBaseUrl } from './weights/known/baseUrl';
export { type PublishedEntry, publishedModels } from './weights/known/published';
export type { Reliability } from './weights/known/manifest';
export type { PublishedModel } from './weights/known/publishedNames';
export { CHECKPOINT_SUFFIXES as checkpointSuffixes } from './weights/containers/suffixes';

export { DEFAULT_MODEL } from './model/variants';

/** The named models: name, input size in pixels, and classes of the published weights. */
export const models: readonly { readonly name: string; readonly inputSize: number; readonly numClasses: number }[] =
  variants.map(({ name, inputSize, config: { numClasses } }) => ({ name, inputSize, numClasses }));
