/**
 * How good a taught head is, by the photos that were held out.
 */
import { at } from '../learn/rows';
import type { Outcome } from '../lesson';

export interface Report {
  readonly photos: number;
  readonly right: number;
  /** The range that the true share of right answers lies in, in 95 of 100 cases. */
  readonly range: readonly [from: number, to: number];
  /** How often the class of each row was taken for that of each column. */
  readonly confusions: readonly (readonly number[])[];
}

export function reportOn({ classes, measured: { held } }: Pick<Outcome, 'classes' | 'measured'>): Report {
  const truth = classes.flatMap(({ photos }, index) => photos.map(() => index));
  const confusions = classes.map(() => classes.map(() => 0));
  for (const [i, answer] of held.entries()) {
    const row = confusions[truth[i] ?? -1];
    const taken = bestOf(answer);
    if (row) row[taken] = (row[taken] ?? 0) + 1;
  }
  const right = confusions.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
  return { photos: held.length, right, range: rangeOf(right, held.length), confusions };
}

/** The place of the greatest. */
export const bestOf = (answer: Float64Array): number => answer.indexOf(Math.max(...answer));

/** The standard normal distribution's quantile for 95 of 100 cases. */
const SIGMAS = 1.96;

/** Wilson's interval: it holds for few photos too. */
function rangeOf(right: number, photos: number): readonly [number, number] {
  const share = right / photos;
  const spread = SIGMAS ** 2 / photos;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (SIGMAS / (1 + spread)) * Math.sqrt((share * (1 - share)) / photos + spread / (4 * photos));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** The classes of an answer, the most probable first. */
export const ranked = (answer: Float64Array): readonly { readonly index: number; readonly score: number }[] =>
  [...answer.keys()].map((index) => ({ index, score: at(answer, index) })).sort((a, b) => b.score - a.score);
