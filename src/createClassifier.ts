/**
 * The way from options to a classifier: check the options, open a device, load, start (these three in `open.ts`), report.
 */
import type { Classifier, ClassifierOptions } from './door';
import { gpuHost } from './lifetime/gpuHost';
import { LivingModel } from './lifetime/livingModel';
import { LoadedClassifier } from './loadedClassifier';
import { Losses } from './lifetime/losses';
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
  const losses = new Losses(given.onDeviceLost);
  const opened = await openDespiteLoss(given, losses);
  return new LoadedClassifier(gpuHost(new LivingModel(opened, given, losses, performance.now() - began)), given.labels);
}
