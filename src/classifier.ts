/**
 * Loads a model: wires device, weights and scheduler.
 */
import type { Storage } from './core/tensor';
import type { Classifier, ClassifierOptions } from './door';
import { acquireDevice } from './gpu/device';
import { PipelineCache } from './gpu/pipelines';
import { Preprocessor } from './kernels/preprocess';
import { LoadedClassifier } from './loadedClassifier';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { selectModel } from './model/select';
import { activationBytesOf, makePlan, type Plan } from './scheduler/plan';
import { compilePlan, GpuWeights } from './scheduler/session';
import { Sessions } from './scheduler/sessions';
import { settle } from './settings';
import { indexedDBCache } from './weights/cache';
import { loadWeights } from './weights/load';

/**
 * Loads a model onto the GPU. Throws a ConfigError, WebGPUUnavailableError, WeightsError or ShaderError, or the signal's
 * reason; nothing stays behind then.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const model = selectModel(options.model);
  const settings = settle(options, model);
  const graph = buildResNeSt(model.config);
  const gpu = await acquireDevice(options.device);
  const weights = new GpuWeights(gpu.device);
  try {
    const [height, width] = settings.inputSize;
    const planFor = (storage: Storage): Plan => makePlan(graph, [1, 3, height, width], storage);
    const pipelines = new PipelineCache(gpu.device);
    const preprocessor = Preprocessor.create(gpu.device, pipelines);
    preprocessor.catch(() => undefined); // awaited below, after the weights; an earlier failure must not go unhandled
    const total = planFor('f32').weights.length;
    const { storage, fromCache } = await loadWeights(settings.checkpoint, {
      model: model.name,
      parameters: parametersOf(graph),
      requestsFor: (kept) => planFor(kept).weights,
      storage: options.storage,
      cache: options.cache === false ? undefined : (options.cache ?? indexedDBCache()),
      signal,
      onDownload: (progress) => onProgress?.({ stage: 'download', ...progress }),
      onWeight: (weight) => {
        weights.upload(weight);
        onProgress?.({ stage: 'pack', loaded: weights.count, total });
      },
    });
    const plan = planFor(storage);
    onProgress?.({ stage: 'compile', loaded: 0, total: plan.steps.length });
    await compilePlan(plan, pipelines);
    onProgress?.({ stage: 'compile', loaded: plan.steps.length, total: plan.steps.length });
    signal?.throwIfAborted();
    const sessions = new Sessions(gpu, pipelines, graph, weights, storage);
    const info = {
      model: model.name,
      adapter: gpu.adapter,
      storage,
      inputSize: settings.inputSize,
      preprocessing: settings.preprocessing,
      parameters: parameterCount(graph),
      classes: model.config.numClasses,
      labels: settings.labels,
      bytes: { weights: weights.bytes, activations: activationBytesOf(plan) },
      timings: { startMs: performance.now() - began, fromCache },
    };
    return new LoadedClassifier(gpu, weights, sessions, await preprocessor, info);
  } catch (error) {
    weights.destroy();
    gpu.release();
    throw error;
  }
}
