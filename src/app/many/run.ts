/**
 * Looks at many photos in their order, one after the other.
 */
import type { Classification, Classifier } from '../../index';
import { type Failure, failureOf } from '../failures';

/** What came of one photo. */
export type Outcome = { readonly classes: readonly Classification[] } | { readonly failure: Failure };

/** Gives the outcome of each file in order. Throws the signal's reason, and a failure that no other photo would escape. */
export async function* outcomesOf(
  classifier: Classifier,
  files: readonly File[],
  signal: AbortSignal,
): AsyncGenerator<Outcome> {
  for (const file of files) {
    try {
      yield { classes: await classifier.classify(file, { signal }) };
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error, { on: 'photo', name: file.name });
      if (failure.cure === 'wait') throw error;
      yield { failure };
    }
  }
}
