/**
 * How long the tests take: `npm test` runs a part of the long tables, `npm run test:long` runs them whole.
 */

/** Whether everything is to be run, however long it takes. */
export const LONG = import.meta.env.VITE_LONG === '1';

/**
 * Rows of a table of which each costs seconds on a GPU in software: all of them in the long form; in the short one every
 * `step`-th, the first among them. A table whose neighbours are alike keeps its variety.
 */
export const everyNth = <Row>(step: number, rows: readonly Row[]): readonly Row[] =>
  LONG ? rows : rows.filter((_, i) => i % step === 0);
