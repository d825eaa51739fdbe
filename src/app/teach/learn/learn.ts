/**
 * Teaches a head on the features of photos: how strongly it is regularised is chosen by cross-validation, and how good it
 * is, is measured on photos that had no part in anything.
 */
import { answerOf, fit, type Head, type Lesson } from './fit';
import { foldCount, foldsOf } from './folds';

/** What came of the photos when they were held out. */
export interface Measured {
  /** The probabilities of each photo's classes, by a head that was taught without it. */
  readonly held: readonly Float64Array[];
  readonly folds: number;
}

export interface Taught {
  readonly head: Head;
  readonly measured: Measured;
  /** The strength of regularisation that was chosen. */
  readonly strength: number;
}

/** The fewest photos that a class needs: one to hold out, and two from which the strength is chosen. */
export const FEWEST_PHOTOS = 3;

/**
 * Teaches. `onProgress` hears the finished part, from 0 to 1. Each class needs `FEWEST_PHOTOS` rows or more. The same
 * lesson always gives the same head.
 */
export function learn(lesson: Lesson, onProgress: (share: number) => void = () => undefined): Taught {
  const { rows, classOf } = lesson;
  const folds = foldsOf(classOf, foldCount(classOf));
  const held: Float64Array[] = [];
  for (const [done, fold] of folds.entries()) {
    onProgress(done / (folds.length + 1));
    const out = new Set(fold);
    const { head } = fit(partOf(lesson, (place) => !out.has(place)));
    for (const place of fold) held[place] = answerOf(head, rows[place] ?? new Float32Array());
  }
  onProgress(folds.length / (folds.length + 1));
  return { ...fit(lesson), measured: { held, folds: folds.length } };
}

const partOf = ({ rows, classOf, classes }: Lesson, isIn: (place: number) => boolean): Lesson => ({
  rows: rows.filter((_, place) => isIn(place)),
  classOf: classOf.filter((_, place) => isIn(place)),
  classes,
});
