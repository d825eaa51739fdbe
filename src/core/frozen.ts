/**
 * Objects that are given away.
 */

/** An object that nobody can change, and no list or object that it holds. Deeper ones stay as they are. */
export function frozen<Whole extends object>(whole: Whole): Whole {
  for (const part of Object.values(whole)) Object.freeze(part);
  return Object.freeze(whole);
}
