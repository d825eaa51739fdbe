/**
 * How long the tests take: `npm test` runs a part of the long tables, `npm run test:long` runs them whole.
 */

/** Whether everything is to be run, however long it takes. */
export const LONG = import.meta.env.VITE_LONG === '1';

/**
 * Rows of a table that costs long on a GPU in software: all of them in the long form; in the short one every `step`-th,
 * counted from row `first`. A table whose neighbours are alike keeps its variety.
 */
export const everyNth = <Row>(step: number, rows: readonly Row[], first = 0): readonly Row[] =>
  LONG ? rows : rows.filter((_, i) => i % step === first % step);
