/**
 * The SHA-256 of a model's file.
 */
import { digestOf } from '../fileContent';
import type { Model } from '../state';

/** Bytes of a checkpoint of the person's that are read at once for its digest. */
const MOST_DIGESTED = 1 << 30;

/**
 * Of a file of the person's its own digest, else the one by which the library keeps the weights; undefined where that is
 * not known. Throws a PageError where the file can be read no more.
 */
export async function digestOfModel({ request, classifier: { info } }: Model): Promise<string | undefined> {
  if (request.origin !== 'own') return /^[0-9a-f]{64}(?=#)/.exec(info.cacheKey ?? '')?.[0];
  return request.weights.size > MOST_DIGESTED ? undefined : digestOf(request.weights);
}
