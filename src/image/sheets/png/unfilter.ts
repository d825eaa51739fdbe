/**
 * The filters of a PNG's rows, undone: a filter replaced each byte by its difference from bytes before it.
 */

/** Undoes filter `kind` in `row`; `above` is the row before, and `step` the distance to the pixel on the left. */
export function unfilter(kind: number, row: Uint8Array, above: Uint8Array, step: number): boolean {
  const undo = FILTERS[kind];
  undo?.(row, above, step);
  return undo !== undefined;
}

type Filter = (row: Uint8Array, above: Uint8Array, step: number) => void;

// Typed arrays take a sum modulo 256.
const FILTERS: readonly Filter[] = [
  () => undefined,
  (row, _, step) => {
    for (let i = step; i < row.length; i++) row[i] = (row[i] as number) + (row[i - step] as number);
  },
  (row, above) => {
    for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + (above[i] as number);
  },
  (row, above, step) => {
    for (let i = 0; i < row.length; i++) {
      const left = i < step ? 0 : (row[i - step] as number);
      row[i] = (row[i] as number) + ((left + (above[i] as number)) >> 1);
    }
  },
  (row, above, step) => {
    for (let i = 0; i < row.length; i++) {
      const a = i < step ? 0 : (row[i - step] as number);
      const b = above[i] as number;
      const c = i < step ? 0 : (above[i - step] as number);
      // How far a + b - c, the guess, is from each of the three; of equals the first counts.
      const toA = Math.abs(b - c);
      const toB = Math.abs(a - c);
      const toC = Math.abs(a + b - c - c);
      row[i] = (row[i] as number) + (toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
    }
  },
];
