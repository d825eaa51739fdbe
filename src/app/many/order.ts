/**
 * Which photos are shown, and in which order.
 */
import type { Classification } from '../../index';
import { likeness } from './looking/likeness';
import type { SeenShot } from './shots';

/** The ways to sort, by what decides. */
const SORTS = {
  order: (a: SeenShot, b: SeenShot) => a.id - b.id,
  name: (a: SeenShot, b: SeenShot) => byText.compare(a.path, b.path),
  surest: (a: SeenShot, b: SeenShot) => bestOf(b).score - bestOf(a).score,
  'least sure': (a: SeenShot, b: SeenShot) => bestOf(a).score - bestOf(b).score,
  label: (a: SeenShot, b: SeenShot) => byText.compare(bestOf(a).label, bestOf(b).label),
} as const;

export type Sort = keyof typeof SORTS;
export const sorts = Object.keys(SORTS) as readonly Sort[];

const byText = new Intl.Collator(undefined, { numeric: true });

/** What a person wants to see. */
export interface Wanted {
  /** In the path or in one of the labels, in any case; empty for all. */
  readonly text: string;
  /** The best label; empty for all. */
  readonly label: string;
  /** The least score of the best label, from 0 to 1. */
  readonly least: number;
  readonly sort: Sort;
}

export const ALL: Wanted = { text: '', label: '', least: 0, sort: 'order' };

/** A photo that others are compared with. */
export interface Example {
  readonly name: string;
  readonly embedding: Float32Array;
}

/** A photo to show; `likeness` is its cosine to the example, if there is one. */
export interface Shown {
  readonly shot: SeenShot;
  readonly likeness: number | undefined;
}

const NO_CLASS: Classification = { index: -1, label: '', score: 0 };

/** The most probable class of a photo. */
export const bestOf = ({ outcome }: SeenShot): Classification => outcome.classes[0] ?? NO_CLASS;

/** The wanted photos in the wanted order; beside an example the most alike come first. */
export function shownOf(shots: readonly SeenShot[], wanted: Wanted, example: Example | undefined): readonly Shown[] {
  const text = wanted.text.trim().toLocaleLowerCase();
  const isWanted = (shot: SeenShot): boolean =>
    bestOf(shot).score >= wanted.least &&
    (wanted.label === '' || bestOf(shot).label === wanted.label) &&
    (text === '' || wordsOf(shot).some((word) => word.toLocaleLowerCase().includes(text)));
  const kept = shots.filter(isWanted);
  if (!example) return kept.sort(SORTS[wanted.sort]).map((shot) => ({ shot, likeness: undefined }));
  return kept
    .flatMap((shot) => {
      const { embedding } = shot.outcome;
      return embedding ? [{ shot, likeness: likeness(embedding, example.embedding) }] : [];
    })
    .sort((a, b) => b.likeness - a.likeness);
}

const wordsOf = ({ path, outcome }: SeenShot): readonly string[] => [
  path,
  ...outcome.classes.map(({ label }) => label),
];

/** The best labels with their numbers of photos, the most frequent first. */
export function labelsOf(shots: readonly SeenShot[]): readonly (readonly [label: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const shot of shots) counts.set(bestOf(shot).label, (counts.get(bestOf(shot).label) ?? 0) + 1);
  return [...counts].sort(([a, most], [b, more]) => more - most || byText.compare(a, b));
}
