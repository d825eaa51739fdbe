/**
 * Methods as the tuner stores them: a kernel as `{ kernel, tiling }`, and a variant of a decomposition under the
 * decomposition's name, such as `{ "winograd": 4 }`. Texts of earlier versions must stay readable.
 */
import { isDecomposition } from './decompositions';
import type { Method } from './methods';

/** A method as JSON. */
export const methodToText = (method: Method): string => JSON.stringify(storedMethod(method));

/** What is stored of a method: an object for JSON. */
export const storedMethod = (method: Method): object =>
  'kernel' in method ? method : { [method.decomposition]: method.variant };

/** The method that was stored as an object; undefined where the object is no method. */
export function methodFromStored(stored: unknown): Method | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  if ('kernel' in stored) return stored as Method;
  const [name, variant] = Object.entries(stored)[0] ?? [];
  if (name === undefined || !isDecomposition(name) || typeof variant !== 'number') return undefined;
  return { decomposition: name, variant };
}
