/**
 * Loads a model: reads the events of a load, brings the weights onto the GPU, and compiles programs meanwhile.
 */
import { defect, unreachable } from '../core/need';
import type { ClassifierOptions } from '../door';
import type { Gpu } from '../gpu/device';
import type { PipelineCache } from '../gpu/pipelines';
import { askedOf, identify, type Identified } from '../identify';
import type { GpuWeights } from '../scheduler/run/weights';
import { defaultCache } from '../weights/cache/cache';
import type { Checkpoint } from '../weights/checkpoint';
import { type LoadOptions, loadWeights } from '../weights/load';
import { type Attempt, checkDigest, checkModel, choicesFrom } from './again';
import { configFileOf } from './configFile';
import { type CompiledFirstRun, compileFirstRun, type PlannedModel, planModel } from './firstRun';
import { withOptions } from './overrides';
import type { ProgressTeller } from './progressTeller';
import { restoreIdentified } from './restoreIdentified';
import { Uploads } from './uploads';

/** What a model is loaded onto. Where it was open before, this one must be the same. */
export interface Site extends Attempt {
  readonly gpu: Gpu;
  readonly pipelines: PipelineCache;
  /** Empty; whoever made it frees it where the load fails. */
  readonly weights: GpuWeights;
  readonly progress: ProgressTeller;
}

/** A model whose weights are on the GPU. */
export interface LoadedModel {
  readonly planned: PlannedModel;
  /** Settles when the programs of the first run are compiled; a failure is handled. */
  readonly compiling: Promise<CompiledFirstRun>;
  /** Whether the weights came from the cache. */
  readonly fromCache: boolean;
  /** Why no cache keeps the weights, in one sentence; undefined where one does. */
  readonly notKept: string | undefined;
  /** The digest of the checkpoint; undefined where a cache of an earlier version does not tell it. */
  readonly sha256: string | undefined;
}

/**
 * Loads a checkpoint's weights, and begins to compile as soon as its model is known. Throws a WeightsError, a
 * ConfigError, a GpuMemoryError, a DeviceLostError, or the signal's reason.
 */
export async function loadModel(checkpoint: Checkpoint, options: ClassifierOptions, site: Site): Promise<LoadedModel> {
  const { gpu, weights, progress, before } = site;
  const choices = before && choicesFrom(before, gpu);
  const uploads = new Uploads(gpu, weights);
  let compiling: Promise<CompiledFirstRun> | undefined;
  let attempts = 0;
  let loaded: Omit<LoadedModel, 'notKept'> | undefined;
  let notKept: string | undefined;
  for await (const event of loadWeights(checkpoint, loadOptionsOf(checkpoint, options, site))) {
    switch (event.kind) {
      case 'download':
        progress.downloaded(event);
        break;
      case 'known': {
        const attempt = ++attempts; // a plan that was given up may go on compiling
        checkModel(before, event.demand);
        compiling = compileFirstRun(
          event.demand,
          options,
          (done, total) => {
            if (attempt === attempts) progress.compiled(done, total);
          },
          choices,
        );
        compiling.catch(() => undefined); // awaited after the weights
        break;
      }
      case 'weight':
        await uploads.add(event.weight, () => progress.tell('pack', weights.count, event.total));
        break;
      case 'void':
        uploads.discard();
        break;
      case 'done':
        await uploads.end();
        checkDigest(before, event.sha256);
        if (compiling) {
          const sha256 = event.sha256 ?? before?.sha256;
          loaded = { planned: event.demand, compiling, fromCache: event.fromCache, sha256 };
        }
        break;
      case 'not kept':
        notKept = event.reason;
        break;
      default:
        unreachable(event, 'the event');
    }
  }
  if (!loaded) throw defect('a load has ended without a model');
  progress.loaded();
  return { ...loaded, notKept };
}

function loadOptionsOf(
  { name }: Checkpoint,
  options: ClassifierOptions,
  { gpu, pipelines, before }: Site,
): LoadOptions<Identified, PlannedModel> {
  const target = { ...gpu.target, decompose: options.kernels !== 'direct' };
  return {
    asked: askedOf(options),
    identify: async (facts) => {
      checkDigest(before, facts.sha256); // before anything is compiled for it
      return identify(options, facts, await configFileOf(facts, options, options));
    },
    restore: (note) => {
      const model = restoreIdentified(note);
      return model && { published: name, ...model }; // older notes do not have it
    },
    demand: (identified, storage) => planModel(withOptions(identified, options), { gpu, pipelines, storage, target }),
    storage: options.storage,
    cache: options.cache === false ? undefined : (options.cache ?? defaultCache),
    isAgain: before !== undefined,
    signal: options.signal,
  };
}
