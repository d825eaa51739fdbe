/**
 * Waiting until a classifier's runs go by programs of its own: general ones round in another way, so that answers from
 * before and after the change differ in their last digits.
 */
import type { Classifier } from '../../index';

const LOOK_MS = 20;

/** Resolves to the classifier when they do; rejects where they never will. */
export async function specialised(classifier: Classifier): Promise<Classifier> {
  while (classifier.info.programs === 'general') {
    if (classifier.info.notSpecialised !== undefined) throw new Error(classifier.info.notSpecialised);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return classifier;
}
