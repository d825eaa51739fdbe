/**
 * A small ResNeSt with seeded weights, 11 MB, that runs fast on a GPU in software.
 */
import type { ClassifierOptions } from '../../door';
import { resolveConfig } from '../../model/config';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { sha256 } from '../../weights/digest';
import { memoryCache } from '../loading/memoryCache';
import { safetensors } from '../safetensorsFile';
import { seededWeights } from '../seeded';

export const tinyConfig = resolveConfig({
  ...{ layers: [1, 1, 1, 1], radix: 1, bottleneckWidth: 4, numClasses: 8, stemWidth: 4 },
});

/** A file of its weights. */
export const tinyFile = (): Blob =>
  new Blob(safetensors(seededWeights(parametersOf(buildResNeSt(tinyConfig)))) as Uint8Array<ArrayBuffer>[]);

/** Options that open it, from a cache of their own at the second time. */
export async function tinyOptions(): Promise<ClassifierOptions> {
  const weights = tinyFile();
  const digest = await sha256(await weights.arrayBuffer());
  return { weights, sha256: digest, cache: memoryCache(), inputSize: 32, model: { ...tinyConfig } };
}
