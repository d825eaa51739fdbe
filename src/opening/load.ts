/**
 * Loads a model: brings the weights onto the GPU, and compiles programs meanwhile.
 */
import { defect } from '../core/need';
import type { Storage } from '../core/storage';
import type { ClassifierOptions } from '../door';
import type { Gpu } from '../gpu/device';
import type { PipelineCache } from '../gpu/pipelines';
import { precisionOn } from '../gpu/precision';
import type { Identified } from '../identify';
import type { GpuWeights } from '../scheduler/run/weights';
import type { Checkpoint } from '../weights/checkpoint';
import { loadWeights } from '../weights/load';
import { compileAhead } from './ahead/compileAhead';
import { type Attempt, checkDigest, checkModel, kernelsFrom } from './again';
import { type CompiledFirstRun, compileFirstRun, type PlannedModel, planModel } from './firstRun';
import { loadOptionsOf } from './loadOptions';
import type { ProgressTeller } from './progressTeller';
import { received, type Received } from './received';
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
export interface LoadedModel extends Received<PlannedModel> {
  /** Settles when the programs of the first run are compiled; a failure is handled. */
  readonly compiling: Promise<CompiledFirstRun>;
}

/**
 * Loads a checkpoint's weights, and begins to compile as soon as its model is known or foreseen. Throws a WeightsError, a
 * ConfigError, a GpuMemoryError, a DeviceLostError, or the signal's reason.
 */
export async function loadModel(checkpoint: Checkpoint, options: ClassifierOptions, site: Site): Promise<LoadedModel> {
  const { gpu, pipelines, weights, progress, before } = site;
  const { used: precision } = precisionOn(gpu, options.precision);
  const target = {
    ...gpu.target,
    decompose: options.kernels !== 'direct',
    ...(precision === 'f32' ? {} : { precision }), // decisions of earlier tuning have keys without it
  };
  const plan = (identified: Identified, storage: Storage): PlannedModel =>
    planModel(identified, { gpu, pipelines, storage, target });
  const known = before && kernelsFrom(before, gpu);
  const tunes = options.tune !== undefined && options.tune !== 'off';
  const uploads = new Uploads(gpu, weights);
  let ahead: Promise<void> | undefined;
  let compiling: Promise<CompiledFirstRun> | undefined;
  let attempts = 0;
  const events = loadWeights(checkpoint, loadOptionsOf(checkpoint, options, plan, before));
  const loaded = await received(events, progress, {
    coming: ({ total }) => {
      if (ahead || known || tunes) return; // these may have other programs
      ahead = compileAhead(options, { pipelines, target }, total);
      ahead.catch(() => undefined); // a program that the model needs is refused once more
    },
    known: (planned) => {
      const attempt = ++attempts; // a plan that was given up may go on compiling
      checkModel(before, planned);
      compiling = compileFirstRun(
        planned,
        options,
        (done, total) => {
          if (attempt === attempts) progress.compiled(done, total);
        },
        known,
      );
      compiling.catch(() => undefined); // awaited after the weights
    },
    weight: (weight, total) => uploads.add(weight, () => progress.tell('pack', weights.count, total)),
    discard: () => uploads.discard(),
    end: async (sha256) => {
      await uploads.end();
      checkDigest(before, sha256);
    },
  });
  if (!compiling) throw defect('a load has ended without a known model');
  progress.loaded();
  return { ...loaded, compiling, sha256: loaded.sha256 ?? before?.sha256 };
}
