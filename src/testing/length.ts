/**
 * How long the tests take: `npm test` runs a part of the long tables, `npm run test:long` runs them whole.
 */

/** Whether everything is to be run, however long it takes. */
export const LONG = import.meta.env.VITE_LONG === '1';

/**
 * Rows of a table that costs long on a GPU in software: all of them in the long form; in the short one every `step`-th,
 * counted from row `first`, and one at least. A table whose neighbours are alike keeps its variety.
 */
export function everyNth<Row>(step: number, rows: readonly Row[], first = 0): readonly Row[] {
  const each = Math.min(step, rows.length);
  return LONG ? rows : rows.filter((_, i) => i % each === first % each);
}
