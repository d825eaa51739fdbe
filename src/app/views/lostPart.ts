/**
 * The error for a part of the page that did not come; the build puts it where parts are fetched, in the worker, too.
 */

/** It crosses the border of the worker, which keeps no class, by its name. */
const NAME = 'LostPart';

/** Throws the error. */
export function lostPart(cause: unknown): never {
  throw Object.assign(new Error('a part of the page could not be fetched', { cause }), { name: NAME });
}

/** Whether an error is of a part that did not come, or has one as its cause. */
export const isOfLostPart = (error: unknown): boolean =>
  error instanceof Error && (error.name === NAME || isOfLostPart(error.cause));
