/** Rows as they are printed, and the count of them at the end. */
import { mega } from '../common/mega';
import { plain } from '../common/words';
import type { Row } from './rows/row';
import type { Cost } from './server';

/** What a row can be found guilty of; each has a count in the last line. */
export const GUILTS = {
  'wrong answer': 'wrong answers',
  'corrupt cache': 'corrupt caches',
  hang: 'hangs',
  'lost call': 'lost calls',
  'error without code': 'errors without code',
  'too dear': 'too dear',
  'not kept': 'not kept',
} as const;

export type Guilt = keyof typeof GUILTS;

/** What came of a row. */
export interface Played {
  readonly row: Row;
  readonly happened: string;
  readonly guilts: readonly Guilt[];
  readonly cost: Cost;
  readonly seconds: number;
}

/** A row of the table. */
export function lineOf({ row, happened, guilts, cost, seconds }: Played): string {
  const verdict = guilts.length === 0 ? 'pass' : `FAIL: ${[...new Set(guilts)].join(', ')}`;
  return [
    ...[verdict, row.kind, row.moment, plain(happened)],
    ...[`${String(cost.requests)} requests`, `${mega(cost.bytes)} MB`, `${seconds.toFixed(1)} s`],
  ].join(' | ');
}

/** The last line. */
export function summaryOf(all: readonly Played[]): string {
  const distinct = new Set(all.map(({ row }) => `${row.kind} | ${row.moment}`)).size;
  const failed = all.filter(({ guilts }) => guilts.length > 0).length;
  const counts = Object.entries(GUILTS).map(
    ([guilt, words]) => `${words} ${String(all.filter(({ guilts }) => guilts.includes(guilt as Guilt)).length)}`,
  );
  return `${String(distinct)} distinct faults: ${String(all.length - failed)} passed, ${String(failed)} failed; ${counts.join(', ')}`;
}

/** One line a kind: how many rows passed, and what they cost. */
export function kindLines(all: readonly Played[]): string[] {
  const kinds = new Map<string, Played[]>();
  for (const played of all) kinds.set(played.row.kind, [...(kinds.get(played.row.kind) ?? []), played]);
  const sum = (list: readonly Played[], value: (played: Played) => number): number =>
    list.reduce((total, played) => total + value(played), 0);
  return [...kinds].map(([kind, list]) =>
    [
      kind,
      `${String(list.filter(({ guilts }) => guilts.length === 0).length)} of ${String(list.length)} passed`,
      `${String(sum(list, ({ cost }) => cost.requests))} requests`,
      `${mega(sum(list, ({ cost }) => cost.bytes))} MB`,
      `${sum(list, ({ seconds }) => seconds).toFixed(0)} s`,
    ].join(' | '),
  );
}
