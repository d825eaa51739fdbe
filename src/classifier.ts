/**
 * Loads a model: wires device, weights and scheduler.
 */
import { ShaderError } from './core/errors';
import { Pauses } from './core/pauses';
import type { Classifier, ClassifierInfo, ClassifierOptions, Progress, Tune } from './door';
import { acquireDevice } from './gpu/device';
import { pipelinesOf } from './gpu/pipelines';
import { inErrorScopes } from './gpu/scopes';
import { identify, type Identified } from './identify';
import { Preprocessor } from './kernels/preprocess';
import { LoadedClassifier } from './loadedClassifier';
import type { Graph } from './model/graph';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { bytesBesidesWeights, makePlan, type Plan } from './scheduler/plan';
import { compilePlan, GpuWeights } from './scheduler/session';
import { Sessions } from './scheduler/sessions';
import { Tuner } from './scheduler/tuner';
import { undisturbed } from './scheduler/turns';
import type { Place } from './scheduler/workbench';
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
    const pipelines = pipelinesOf(gpu.device);
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
        const target = { ...gpu.target, winograd: options.kernels !== 'direct' };
        const place = { gpu, pipelines, storage, target };
        return prepare(withOptions(identified, options), place, options.tune, (done, total) => {
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
    const { graph, place } = demand;
    const { name, config, inputSize, preprocessing, labels } = demand.identified;
    const { plan, tuner } = await demand.compiling;
    signal?.throwIfAborted();
    gpu.check();
    const sessions = new Sessions(place, graph, weights, tuner?.choices ?? new Map(), plan);
    const isMeasured = options.tune === 'now' && tuner !== undefined && (await tuneNow(tuner, weights, options));
    if (isMeasured) sessions.use(tuner.choices);
    const info: ClassifierInfo = {
      model: name,
      config,
      adapter: gpu.adapter,
      storage,
      inputSize,
      preprocessing,
      parameters: parameterCount(graph),
      labels,
      tuned: isMeasured ? 'measured' : (tuner?.choices.size ?? 0) > 0 ? 'stored' : 'default',
      bytes: { weights: weights.bytes, ...bytesBesidesWeights(sessions.plan('logits', plan.input)) },
      timings: { startMs: performance.now() - began, fromCache },
    };
    const idleTuner = options.tune === 'idle' ? tuner : undefined;
    return new LoadedClassifier(gpu, weights, sessions, await preprocessor, info, idleTuner);
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
  if (beside.note !== undefined) return { notes: [beside.note] };
  return beside.contents === undefined ? undefined : readConfigFile(beside.contents);
}

/** Work that a start may spend on tuning. */
const TUNING_MS = 10_000;

const tuneNow = (tuner: Tuner, weights: GpuWeights, { signal, onProgress }: ClassifierOptions): Promise<boolean> =>
  tuner.tune(weights, {
    turns: undisturbed(signal),
    budgetMs: TUNING_MS,
    onStep: (loaded, total) => onProgress?.({ stage: 'tune', loaded, total }),
  });

/** A model that is known, and what its first run needs. */
interface Prepared extends Demand {
  readonly identified: Identified;
  readonly graph: Graph;
  readonly place: Place;
  /** Settles when the programs of the first run are compiled. */
  readonly compiling: Promise<Compiled>;
}

/** The plan of the first run, and who knows which kernels are the fastest, if they are tuned. */
interface Compiled {
  readonly plan: Plan;
  readonly tuner: Tuner | undefined;
}

function prepare(
  identified: Identified,
  place: Place,
  tune: Tune | undefined,
  onProgram: (done: number, total: number) => void,
): Prepared {
  const { name, config, inputSize } = identified;
  const pauses = new Pauses(); // a deep model takes long to plan, and its first programs to link
  const graph = buildResNeSt(config);
  const usual = makePlan(graph, [1, 3, ...inputSize], place.storage, place);
  const compiling = compile(graph, usual, place, tune, onProgram, pauses);
  compiling.catch(() => undefined); // awaited after the weights; an earlier failure must not go unhandled
  // Weights are wanted in the same order whatever is tuned.
  return { name, identified, graph, place, compiling, parameters: parametersOf(graph), requests: usual.weights };
}

async function compile(
  graph: Graph,
  usual: Plan,
  place: Place,
  tune: Tune = 'off',
  onProgram: (done: number, total: number) => void,
  pauses: Pauses,
): Promise<Compiled> {
  const { pipelines, storage, target } = place;
  await pauses.due();
  const tuner = tune === 'off' ? undefined : await Tuner.open(place, { graph, input: usual.input });
  await pauses.due();
  if (tuner && tuner.choices.size > 0) {
    const plan = makePlan(graph, usual.input, storage, { target, choices: tuner.choices });
    try {
      await compilePlan(plan, pipelines, onProgram, pauses);
      return { plan, tuner };
    } catch (error) {
      if (!(error instanceof ShaderError)) throw error;
      tuner.forget(); // another driver than that of the earlier visit
    }
  }
  await compilePlan(usual, pipelines, onProgram, pauses);
  return { plan: usual, tuner };
}
