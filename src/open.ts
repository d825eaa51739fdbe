/**
 * Opens a model: a device, the weights on it, and programs that are ready to run. What may be asked of the model, the
 * tasks know.
 */
import { untilAborted } from './core/waiting';
import type { ClassifierOptions } from './door';
import { acquireDevice, type Gpu } from './gpu/device';
import { pipelinesOf } from './gpu/pipelines';
import { refuseEmulation } from './gpu/support';
import { Preprocessor } from './kernels/photo/preprocess';
import { abortable } from './opening/abortable';
import { type Attempt, FIRST, unwrapped } from './opening/again';
import { checkpointOf } from './opening/checkpoint';
import { type LoadedModel, loadModel } from './opening/load';
import { ProgressTeller } from './opening/progressTeller';
import { type StartedModel, startModel } from './opening/start';
import { GpuWeights } from './scheduler/run/weights';
import type { Checkpoint } from './weights/checkpoint';

/** A model on the GPU. */
export interface OpenModel
  extends StartedModel, Pick<LoadedModel, 'fromCache' | 'notKept' | 'cacheKey' | 'planned' | 'sha256'> {
  readonly gpu: Gpu;
  readonly weights: GpuWeights;
  readonly preprocessor: Preprocessor;
}

/**
 * Opens a device, loads a model onto it and starts the model. The options have been checked. Throws a ConfigError before
 * anything is asked for, a WebGPUUnavailableError, DeviceLostError, GpuMemoryError, WeightsError or ShaderError, or the
 * signal's reason, within 100 ms of its abort. Nothing stays behind then, but the GPU goes on with programs that it
 * had begun to compile.
 */
export async function openModel(options: ClassifierOptions, attempt: Attempt = FIRST): Promise<OpenModel> {
  const { device, fallback, signal } = options;
  signal?.throwIfAborted();
  const checkpoint = checkpointOf(options);
  // A fallback is faster than an emulated GPU; the choice is made once, at the start.
  const judge = fallback && !attempt.before ? refuseEmulation : undefined;
  const gpu = await acquireDevice(device, signal, judge);
  return abortable(signal, loadAndStart(gpu, checkpoint, options, attempt), closeModel);
}

/** Frees everything of a model on the GPU, and the device unless it is the caller's. No run may be under way. */
export function closeModel({ sessions, weights, gpu }: Pick<OpenModel, 'sessions' | 'weights' | 'gpu'>): void {
  sessions.destroy();
  weights.destroy();
  gpu.release();
}

async function loadAndStart(
  gpu: Gpu,
  checkpoint: Checkpoint,
  options: ClassifierOptions,
  attempt: Attempt,
): Promise<OpenModel> {
  const { device } = gpu;
  const weights = new GpuWeights(device);
  const progress = new ProgressTeller(options.onProgress);
  try {
    const site = { gpu, pipelines: pipelinesOf(device), weights, progress, ...attempt };
    const photos = Preprocessor.create(device, site.pipelines);
    photos.catch(() => undefined); // awaited after the weights; an earlier failure must not go unhandled
    const loaded = await loadModel(checkpoint, options, site);
    const started = await startModel(loaded, options, site);
    const preprocessor = await untilAborted(options.signal, photos);
    const { planned, fromCache, notKept, cacheKey, sha256 } = loaded;
    gpu.check();
    return { ...started, planned, fromCache, notKept, cacheKey, sha256, gpu, weights, preprocessor };
  } catch (error) {
    weights.destroy();
    const { loss } = gpu; // known before the device is given back, which is a loss as well
    gpu.release();
    throw loss ?? unwrapped(error);
  } finally {
    progress.end();
  }
}
