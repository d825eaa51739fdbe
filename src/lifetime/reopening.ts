/**
 * Opens a model however often its device is lost meanwhile, within reason.
 */
import { WebGPUUnavailableError } from '../core/errors';
import type { ClassifierOptions } from '../door';
import { DeviceLoss } from '../gpu/loss';
import { openModel, type OpenModel } from '../open';
import { type Before, inputAgain } from '../opening/again';
import { discard } from '../weights/fetching/download';
import type { Losses } from './losses';

/** The options for a second opening: a source that can be read again, and nobody to tell how far it has come. */
export function optionsAgain({ weights, ...options }: ClassifierOptions): ClassifierOptions {
  return { ...options, weights: weights === undefined ? undefined : inputAgain(weights), onProgress: undefined };
}

/**
 * After a loss the GPU process may still compile for the lost device, or start anew. It then answers no request for 15
 * seconds, and so many requests are made again.
 */
const MOST_SILENCES = 2;

const isSilence = (error: unknown): boolean => error instanceof WebGPUUnavailableError && error.code === 'no-answer';

/**
 * Opens a model. Where a device of our own is lost on the way, the next one is tried, and is not tuned: tuning may have
 * lost the first one. Throws as `openModel` does, and a DeviceLostError after three losses within a minute; a stream of
 * weights is let go then, unless a fallback may still read it.
 */
export async function openDespiteLoss(options: ClassifierOptions, losses: Losses, before?: Before): Promise<OpenModel> {
  try {
    return await openAtLast(options, losses, before);
  } catch (error) {
    const mayFallBack = options.fallback !== undefined && error instanceof WebGPUUnavailableError;
    if (options.weights !== undefined && !mayFallBack) discard(options.weights);
    throw error;
  }
}

async function openAtLast(options: ClassifierOptions, losses: Losses, before?: Before): Promise<OpenModel> {
  let weights = before && options.weights !== undefined ? inputAgain(options.weights) : options.weights;
  let silences = 0;
  let tunesNow = before === undefined;
  for (;;) {
    try {
      return await openModel({ ...options, weights }, { before, tunesNow });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (isSilence(error) && losses.count > 0 && silences++ < MOST_SILENCES) continue;
      if (!(error instanceof DeviceLoss)) throw error;
      const hopeless = losses.note(error, options.device === undefined, before ? 'recover' : 'createClassifier');
      if (hopeless) throw hopeless;
      tunesNow = false;
      weights &&= inputAgain(weights);
    }
  }
}
