/**
 * What a failure of a call means for the model that was called.
 */
import type { Failure } from '../failures';
import type { Action, Model } from '../state';

/**
 * The failure to show; undefined where it is one that waiting cures. Then the model is lost: the page is told so and
 * opens it again, and whoever waits for an answer asks the model that comes.
 */
export function unlessLost(failure: Failure, model: Model, dispatch: (action: Action) => void): Failure | undefined {
  if (failure.cure !== 'wait') return failure;
  dispatch({ type: 'model lost', model, failure });
  return undefined;
}
