/**
 * Turns files into photos to learn from.
 */
import type { Classifier } from '../../../index';
import { digestOf } from '../../fileContent';
import { thumbnailOf } from '../../many/looking/thumbnail';
import { PageError } from '../../pageError';
import { isPicture } from '../../stage/formats';
import type { TaughtPhoto } from '../lesson';

/** Throws a PageError or the library's error for a file that is no photo, or the signal's reason. */
export async function photoOf(classifier: Classifier, file: File, signal: AbortSignal): Promise<TaughtPhoto> {
  const { name } = file;
  if (!isPicture(file)) throw new PageError('photo-unknown', name);
  if (file.size === 0) throw new PageError('photo-empty', name);
  const input = await classifier.preprocess(file, { signal });
  const [features, thumb, id] = await Promise.all([
    classifier.embed(input, { signal }),
    thumbnailOf(input, classifier.info),
    digestOf(file),
  ]);
  return { id, name, thumb, features };
}
