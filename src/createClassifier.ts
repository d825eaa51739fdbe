/**
 * The way from options to a classifier: check the options, open a device, load, start (these three in `open.ts`), report.
 * Where there is no device, and the caller has a fallback, the model runs in WebAssembly (`wasm/open.ts`).
 */
import { WebGPUUnavailableError } from './core/errors';
import type { Classifier, ClassifierOptions } from './door';
import type { Host } from './host';
import { sentenceOf } from './gpu/support';
import { gpuHost } from './lifetime/gpuHost';
import { LivingModel } from './lifetime/livingModel';
import { LoadedClassifier } from './loadedClassifier';
import { Losses } from './lifetime/losses';
import { checkConfigFile } from './opening/configFile';
import { checkLabelsEarly } from './opening/overrides';
import { readClassifierOptions } from './options';
import { openDespiteLoss } from './lifetime/reopening';

/**
 * Loads a model onto the GPU. Throws a ConfigError before anything is fetched, a WebGPUUnavailableError, DeviceLostError,
 * GpuMemoryError, WeightsError or ShaderError, or the signal's reason, within 100 ms of its abort. Nothing stays behind
 * then, but the GPU goes on with programs that it had begun to compile.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const given = readClassifierOptions(options);
  checkLabelsEarly(given);
  await checkConfigFile(given);
  return new LoadedClassifier(await open(given, began), given.labels);
}

async function open(options: ClassifierOptions, began: number): Promise<Host> {
  try {
    return await onGpu(options, began);
  } catch (error) {
    const { fallback } = options;
    if (fallback === undefined || !(error instanceof WebGPUUnavailableError)) throw error;
    const { openInWasm } = await import('./wasm/open');
    return openInWasm(options, { fallback, why: sentenceOf(error), began });
  }
}

async function onGpu(options: ClassifierOptions, began: number): Promise<Host> {
  const losses = new Losses(options.onDeviceLost);
  const opened = await openDespiteLoss(options, losses);
  return gpuHost(new LivingModel(opened, options, losses, performance.now() - began));
}
