/**
 * How sure an answer is, in words: by what was measured of the model, and not by its score alone.
 */
import type { Classification, Reliability } from '../../index';

/** What can be said of an answer. `right` of 100 answers as sure as this one were right. */
export type Verdict =
  | { readonly kind: 'chance' }
  | { readonly kind: 'plain'; readonly best: Classification }
  | {
      readonly kind: 'unknown' | 'perhaps' | 'probably' | 'sure';
      readonly best: Classification;
      readonly next: Classification;
      readonly right: number;
      readonly photos: number;
    };

/** From which share of right answers on a label is said how. */
const LEAST = { sure: 0.9, probably: 0.7 } as const;

/** Whether the best class is no more likely than all of them: by less than one percentage point. */
const isChance = ({ score }: Classification, numClasses: number): boolean => score < 1 / numClasses + 0.01;

/** The step of a reliability table that a score belongs to. */
export const stepOf = ({ from }: Reliability, score: number): number =>
  Math.max(
    0,
    from.findLastIndex((edge) => score >= edge),
  );

/** The verdict on the classes of an answer, best first; undefined where there are none. */
export function verdictOn(
  [best, next = best]: readonly Classification[],
  numClasses: number,
  reliability: Reliability | undefined,
): Verdict | undefined {
  if (!best || !next) return undefined;
  if (isChance(best, numClasses)) return { kind: 'chance' };
  if (!reliability) return { kind: 'plain', best };
  const step = stepOf(reliability, best.score);
  const share = (reliability.right[step] ?? NaN) / (reliability.photos[step] ?? NaN);
  const kind =
    best.score < reliability.doubt
      ? 'unknown'
      : share >= LEAST.sure
        ? 'sure'
        : share >= LEAST.probably
          ? 'probably'
          : 'perhaps';
  const photos = reliability.photos.reduce((sum, count) => sum + count, 0);
  return { kind, best, next, right: Math.round(share * 100), photos };
}
