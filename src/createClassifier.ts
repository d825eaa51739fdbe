/**
 * The way from options to a classifier: check the options, open a device, load, start (these three in `open.ts`), report.
 */
import type { Classifier, ClassifierOptions } from './door';
import { infoAtStart } from './info';
import { LoadedClassifier } from './loadedClassifier';
import { openModel } from './open';
import { checkLabelsEarly } from './opening/overrides';
import { readClassifierOptions } from './options';

/**
 * Loads a model onto the GPU. Throws a ConfigError before anything is fetched, a WebGPUUnavailableError, DeviceLostError,
 * GpuMemoryError, WeightsError or ShaderError, or the signal's reason, within 100 ms of its abort. Nothing stays behind
 * then, but the GPU goes on with programs that it had begun to compile.
 */
export async function createClassifier(options: ClassifierOptions = {}): Promise<Classifier> {
  const began = performance.now();
  const given = readClassifierOptions(options);
  checkLabelsEarly(given);
  const opened = await openModel(given);
  return new LoadedClassifier(opened, infoAtStart(opened, performance.now() - began));
}
