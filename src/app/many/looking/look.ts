/**
 * Has the model look at one file among many.
 */
import type { Classifier, TensorSource } from '../../../index';
import { failureOf } from '../../failures';
import { explained } from '../../stage/formats';
import { normalized } from './likeness';
import type { Outcome, Seen } from '../shots';
import { thumbnailOf } from './thumbnail';

/** Whether a model gives embeddings, by which photos are compared. */
export const comparesPhotos = ({ info }: Classifier): boolean => info.outputs.includes('embedding');

/** What comes of a file. Throws the signal's reason. */
export async function look(classifier: Classifier, file: File, signal: AbortSignal): Promise<Outcome> {
  try {
    return await seen(classifier, file, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { failure: await explained(failureOf(error, { on: 'photo', name: file.name }), file) };
  }
}

/** The file is decoded once; the answer and the embedding are a run each. */
async function seen(classifier: Classifier, file: File, signal: AbortSignal): Promise<Seen> {
  const input = await classifier.preprocess(file, { signal });
  const [classes, embedding, thumbnail] = await Promise.all([
    classifier.classify(input, { signal }),
    embeddingOf(classifier, input, signal),
    thumbnailOf(input, classifier.info),
  ]);
  return { classes, embedding, thumbnail };
}

/** The normalized embedding of a photo; undefined where the model gives none. */
export async function embeddingOf(
  classifier: Classifier,
  source: File | TensorSource,
  signal?: AbortSignal,
): Promise<Float32Array | undefined> {
  return comparesPhotos(classifier) ? normalized(await classifier.embed(source, { signal })) : undefined;
}
