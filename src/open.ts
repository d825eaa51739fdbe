/**
 * Loads a model: wires device, weights and scheduler.
 */
import { ShaderError } from './core/errors';
import { defect, unreachable } from './core/need';
import { Pauses } from './core/pauses';
import { untilAborted } from './core/waiting';
import type { PackedWeight } from './core/weights';
import type { Classifier, ClassifierInfo, ClassifierOptions } from './door';
import { acquireDevice, type Gpu } from './gpu/device';
import { type PipelineCache, pipelinesOf } from './gpu/pipelines';
import { inErrorScopes } from './gpu/scopes';
import { askedOf, identify, type Identified } from './identify';
import { Preprocessor } from './kernels/photo/preprocess';
import { LoadedClassifier } from './loadedClassifier';
import type { Graph } from './model/graph';
import { parameterCount, parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { makePlan } from './scheduler/plan/makePlan';
import { bytesBesidesWeights, type Plan } from './scheduler/plan/plan';
import { compilePlan } from './scheduler/run/compile';
import { Sessions } from './scheduler/run/sessions';
import { Tuner } from './scheduler/tune/tuner';
import { undisturbed } from './scheduler/run/turns';
import type { Place } from './scheduler/run/place';
import { GpuWeights } from './scheduler/run/weights';
import { readClassifierOptions } from './options';
import { ProgressTeller } from './progressTeller';
import { restoreIdentified } from './restoreIdentified';
import { checkLabelsEarly, checkpointOf, withOptions } from './settings';
import { fetchConfigBeside } from './weights/known/beside';
import { defaultCache } from './weights/cache/cache';
import { carrierOf } from './weights/fetching/carrier';
import { type ConfigFile, readConfigFile } from './weights/known/configFile';
import type { Checkpoint, CheckpointFacts } from './weights/checkpoint';
import { type Demand, type LoadEvent, loadWeights } from './weights/load';
import { knownCheckpoint } from './weights/known/manifest';

/** How long an abort waits for what is under way to end and to clean up, which as a rule takes a few milliseconds. */
const GRACE_MS = 20;

/**
 * Loads a model onto the GPU. Throws a ConfigError before anything is fetched, a WebGPUUnavailableError, DeviceLostError,
 * GpuMemoryError, WeightsError or ShaderError, or the signal's reason, within 100 ms of its abort. Nothing stays behind
 * then; what the GPU was still compiling it compiles to its end.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const given = readClassifierOptions(options);
  checkLabelsEarly(given);
  const { signal } = given;
  signal?.throwIfAborted();
  const checkpoint = checkpointOf(given);
  const gpu = await acquireDevice(given.device, signal);
  const starting = start(gpu, checkpoint, given, began);
  try {
    return await untilAborted(signal, starting);
  } catch (error) {
    // It has ended already, or ends as soon as it sees the abort; it may also have come to its end in between.
    const ended = starting.then(
      (classifier) => classifier.dispose(),
      () => undefined,
    );
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    throw error;
  }
}

async function start(gpu: Gpu, checkpoint: Checkpoint, options: ClassifierOptions, began: number): Promise<Classifier> {
  const { signal } = options;
  const weights = new GpuWeights(gpu.device);
  const progress = new ProgressTeller(options.onProgress);
  try {
    const pipelines = pipelinesOf(gpu.device);
    const preprocessor = Preprocessor.create(gpu.device, pipelines);
    preprocessor.catch(() => undefined); // awaited below, after the weights; an earlier failure must not go unhandled
    const loaded = await receive(weightsOf(checkpoint, gpu, pipelines, options, progress), gpu, weights, progress);
    progress.loaded();
    const { storage, fromCache, demand } = loaded;
    const { graph, place } = demand;
    const { name, config, inputSize, preprocessing, labels, assumed } = demand.identified;
    const { plan, tuner } = await untilAborted(signal, gpu.whileAlive(demand.compiling));
    progress.check();
    signal?.throwIfAborted();
    gpu.check();
    const sessions = new Sessions(place, graph, weights, tuner?.choices ?? new Map(), plan);
    const tune = async (): Promise<boolean> => tuner !== undefined && tuneNow(tuner, weights, signal, progress);
    const isMeasured = options.tune === 'now' && (await tune());
    if (tuner && isMeasured) sessions.use(tuner.choices);
    const info: ClassifierInfo = {
      model: name,
      config,
      adapter: gpu.adapter,
      storage,
      inputSize,
      preprocessing,
      parameters: parameterCount(graph),
      labels,
      assumed,
      tuned: isMeasured ? 'measured' : (tuner?.choices.size ?? 0) > 0 ? 'stored' : 'default',
      bytes: { weights: weights.bytes, ...bytesBesidesWeights(sessions.plan([graph.main], plan.input)) },
      timings: { startMs: performance.now() - began, fromCache },
    };
    const idleTuner = options.tune === 'idle' ? tuner : undefined;
    const model = { graph, inputSize, preprocessing, labels, rows: sessions.rows };
    const compiled = await untilAborted(signal, preprocessor);
    return new LoadedClassifier({ gpu, weights, sessions, preprocessor: compiled, model, info, tuner: idleTuner });
  } catch (error) {
    weights.destroy();
    gpu.release();
    throw error;
  } finally {
    progress.end();
  }
}

type Loaded = Extract<LoadEvent<Prepared>, { readonly kind: 'done' }>;

function weightsOf(
  checkpoint: Checkpoint,
  gpu: Gpu,
  pipelines: PipelineCache,
  options: ClassifierOptions,
  progress: ProgressTeller,
): AsyncGenerator<LoadEvent<Prepared>> {
  let attempts = 0;
  return loadWeights(checkpoint, {
    asked: askedOf(options),
    identify: async (facts) => identify(options, facts, await configFileOf(facts, options)),
    restore: restoreIdentified,
    demand: (identified, storage) => {
      const target = { ...gpu.target, decompose: options.kernels !== 'direct' };
      const place = { gpu, pipelines, storage, target };
      const attempt = ++attempts; // a plan that was given up may go on compiling
      return prepare(withOptions(identified, options), place, options, (done, total) => {
        if (attempt === attempts) progress.compiled(done, total);
      });
    },
    storage: options.storage,
    cache: options.cache === false ? undefined : (options.cache ?? defaultCache),
    signal: options.signal,
  });
}

/** Uploads that may be under way while further weights are read or packed. */
const UNDER_WAY = 4;

/** Brings the weights of a load onto the GPU. */
async function receive(
  events: AsyncIterable<LoadEvent<Prepared>>,
  gpu: Gpu,
  weights: GpuWeights,
  progress: ProgressTeller,
): Promise<Loaded> {
  let loaded: Loaded | undefined;
  let uploads: Promise<void>[] = [];
  const upload = async (weight: PackedWeight, total: number): Promise<void> => {
    await gpu.whileAlive(inErrorScopes(gpu.device, `the weights of ${weight.name}`, () => weights.upload(weight)));
    progress.tell('pack', weights.count, total);
  };
  for await (const event of events) {
    switch (event.kind) {
      case 'download':
        progress.tell('download', event.loaded, event.total);
        break;
      case 'known':
        break;
      case 'weight': {
        const uploading = upload(event.weight, event.total);
        uploading.catch(() => undefined); // it is awaited below, or an earlier one fails first
        uploads.push(uploading);
        if (uploads.length > UNDER_WAY) await uploads.shift();
        break;
      }
      case 'void':
        weights.destroy();
        uploads = [];
        break;
      case 'done':
        await Promise.all(uploads);
        loaded = event;
        break;
      default:
        unreachable(event, 'the event');
    }
  }
  if (!loaded) throw defect('a load has ended without its last event');
  return loaded;
}

/** What the caller hands over, or what lies beside the checkpoint's URL if nothing else says which model it is. */
async function configFileOf(
  { sha256 }: CheckpointFacts,
  { model, weights, configFile, signal }: ClassifierOptions,
): Promise<ConfigFile | undefined> {
  if (configFile !== undefined) return readConfigFile(configFile);
  const isUrl = weights !== undefined && carrierOf(weights)?.kind === 'url';
  if (!isUrl || typeof model === 'string' || knownCheckpoint(sha256)) return undefined;
  const beside = await fetchConfigBeside(String(weights), signal);
  if (beside.note !== undefined) return { notes: [beside.note] };
  return beside.contents === undefined ? undefined : readConfigFile(beside.contents);
}

/** Work that a start may spend on tuning. */
const TUNING_MS = 10_000;

const tuneNow = (
  tuner: Tuner,
  weights: GpuWeights,
  signal: AbortSignal | undefined,
  progress: ProgressTeller,
): Promise<boolean> =>
  tuner.tune(weights, {
    turns: undisturbed(signal),
    budgetMs: TUNING_MS,
    onStep: (loaded, total) => progress.tell('tune', loaded, total),
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
  { tune, signal }: ClassifierOptions,
  onProgram: (done: number, total: number) => void,
): Prepared {
  const { name, config, head, inputSize, unused } = identified;
  const pauses = new Pauses(); // a deep model takes long to plan, and its first programs to link
  const graph = buildResNeSt(config, head);
  const usual = makePlan(graph, [1, graph.inChannels, ...inputSize], place.storage, place);
  const compiling = compile(graph, usual, place, { tune, signal }, onProgram, pauses);
  compiling.catch(() => undefined); // awaited after the weights; an earlier failure must not go unhandled
  // Weights are wanted in the same order whatever is tuned.
  const demand = { name, parameters: parametersOf(graph), unused, requests: usual.weights };
  return { ...demand, identified, graph, place, compiling };
}

async function compile(
  graph: Graph,
  usual: Plan,
  place: Place,
  { tune = 'off', signal }: Pick<ClassifierOptions, 'tune' | 'signal'>,
  onProgram: (done: number, total: number) => void,
  pauses: Pauses,
): Promise<Compiled> {
  const { pipelines, storage, target } = place;
  await pauses.due();
  const tuner = tune === 'off' ? undefined : await Tuner.open(place, { graph, input: usual.input });
  await pauses.due();
  signal?.throwIfAborted();
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
