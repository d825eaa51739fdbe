/**
 * Opens a model however often its device is lost meanwhile, within reason.
 */
import type { ClassifierOptions } from '../door';
import { DeviceLoss } from '../gpu/loss';
import { openModel, type OpenModel } from '../open';
import { type Before, inputAgain } from '../opening/again';
import type { Losses } from './losses';

/** The options for a second opening: a source that can be read again, and nobody to tell how far it has come. */
export function optionsAgain({ weights, ...options }: ClassifierOptions): ClassifierOptions {
  return { ...options, weights: weights === undefined ? undefined : inputAgain(weights), onProgress: undefined };
}

/**
 * Opens a model. Where a device of our own is lost on the way, the next one is tried. Throws as `openModel` does, and a
 * DeviceLostError after three losses within a minute.
 */
export async function openDespiteLoss(options: ClassifierOptions, losses: Losses, before?: Before): Promise<OpenModel> {
  let { weights } = options;
  for (;;) {
    try {
      return await openModel({ ...options, weights }, before);
    } catch (error) {
      if (!(error instanceof DeviceLoss) || options.signal?.aborted) throw error;
      const hopeless = losses.note(error, options.device === undefined);
      if (hopeless) throw hopeless;
      weights &&= inputAgain(weights);
    }
  }
}
