/**
 * Loads a model: wires device, weights and scheduler.
 */
import type { Storage } from './core/tensor';
import type { Classifier, ClassifierInfo, ClassifierOptions, Progress } from './door';
import { acquireDevice, type Gpu } from './gpu/device';
import { PipelineCache } from './gpu/pipelines';
import { inErrorScopes } from './gpu/scopes';
import { identify, type Identified } from './identify';
import { Preprocessor } from './kernels/preprocess';
import { LoadedClassifier } from './loadedClassifier';
import type { Graph } from './model/graph';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { activationBytesOf, makePlan, type Plan } from './scheduler/plan';
import { compilePlan, GpuWeights } from './scheduler/session';
import { Sessions } from './scheduler/sessions';
import { checkOptions, checkpointOf, withOptions } from './settings';
import { fetchConfigBeside } from './weights/beside';
import { defaultCache } from './weights/cache';
import { type ConfigFile, readConfigFile } from './weights/configFile';
import { type Demand, loadWeights } from './weights/load';

/**
 * Loads a model onto the GPU. Throws a ConfigError, WebGPUUnavailableError, WeightsError or ShaderError, or the signal's
 * reason; nothing stays behind then.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  checkOptions(options);
  const checkpoint = checkpointOf(options);
  const gpu = await acquireDevice(options.device);
  const weights = new GpuWeights(gpu.device);
  try {
    const pipelines = new PipelineCache(gpu.device);
    const preprocessor = Preprocessor.create(gpu.device, pipelines);
    preprocessor.catch(() => undefined); // awaited below, after the weights; an earlier failure must not go unhandled
    let compiled: Omit<Progress, 'stage'> = { loaded: 0, total: undefined };
    let isLoaded = false; // programs are compiled meanwhile, but told of afterwards: one stage after the other
    const tellCompiled = (): void => void (isLoaded && onProgress?.({ stage: 'compile', ...compiled }));
    const loaded = await loadWeights(checkpoint, {
      asked: JSON.stringify([options.model, options.configFile]),
      identify: async (facts) => identify(options.model, facts, await configFileOf(options)),
      onModel: (identified, storage) => {
        weights.destroy(); // those of a cache that is damaged
        return prepare(withOptions(identified, options), storage, gpu, pipelines, (done, total) => {
          compiled = { loaded: done, total };
          tellCompiled();
        });
      },
      storage: options.storage,
      cache: options.cache === false ? undefined : (options.cache ?? defaultCache),
      signal,
      onDownload: (progress) => onProgress?.({ stage: 'download', ...progress }),
      onWeight: async (weight, total) => {
        await inErrorScopes(gpu.device, `the weights of ${weight.name}`, () => weights.upload(weight));
        onProgress?.({ stage: 'pack', loaded: weights.count, total });
      },
    });
    isLoaded = true;
    tellCompiled();
    const { storage, fromCache, demand } = loaded;
    const { graph, plan } = demand;
    const { name, config, inputSize, preprocessing, labels } = demand.identified;
    await demand.compiling;
    signal?.throwIfAborted();
    gpu.check();
    const sessions = new Sessions(gpu, pipelines, graph, weights, storage);
    const info: ClassifierInfo = {
      model: name,
      config,
      adapter: gpu.adapter,
      storage,
      inputSize,
      preprocessing,
      parameters: parameterCount(graph),
      labels,
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

/** What the caller hands over, or what lies beside the checkpoint's URL if the model is to be read off it. */
async function configFileOf({
  model,
  weights,
  configFile,
  signal,
}: ClassifierOptions): Promise<ConfigFile | undefined> {
  if (configFile !== undefined) return readConfigFile(configFile);
  const isUrl = typeof weights === 'string' || weights instanceof URL;
  if (!isUrl || typeof model === 'string') return undefined;
  const beside = await fetchConfigBeside(weights, signal);
  return beside === undefined ? undefined : readConfigFile(beside);
}

/** A model that is known, and the plan of its first run, whose programs are being compiled. */
interface Prepared extends Demand {
  readonly identified: Identified;
  readonly graph: Graph;
  readonly plan: Plan;
  readonly compiling: Promise<unknown>;
}

function prepare(
  identified: Identified,
  storage: Storage,
  gpu: Gpu,
  pipelines: PipelineCache,
  onProgram: (done: number, total: number) => void,
): Prepared {
  const { name, config, inputSize } = identified;
  const graph = buildResNeSt(config);
  const plan = makePlan(graph, [1, 3, ...inputSize], storage, { target: gpu.target });
  const compiling = compilePlan(plan, pipelines, onProgram);
  compiling.catch(() => undefined); // awaited after the weights; an earlier failure must not go unhandled
  return { name, identified, graph, plan, compiling, parameters: parametersOf(graph), requests: plan.weights };
}
