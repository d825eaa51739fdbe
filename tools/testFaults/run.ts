/** Plays rows one after the other, each in what the one before has left of the browser. */
import { Truth } from './judge';
import { play } from './play';
import { kindLines, lineOf, type Played, summaryOf } from './report';
import { allRows, shortRows } from './rows/all';
import type { Row } from './rows/row';
import { Stage } from './stage';

/** From which the moments are drawn that no one chooses. */
export const DEFAULT_SEED = 15;

export interface FaultOptions {
  readonly seed: number;
  /** A part of the kind, or of the moment, of the rows that are played. */
  readonly only?: string;
  readonly isShort: boolean;
  /** Is told each row as it has been played. */
  readonly tell: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** All rows that the options choose. */
export async function playRows({ seed, only, isShort, tell, signal }: FaultOptions): Promise<Played[]> {
  const stage = await Stage.open();
  try {
    const all = allRows(stage.small, seed);
    const chosen = (isShort ? shortRows(all) : all).filter((row) => isNamed(row, only));
    const truth = new Truth(stage);
    const played: Played[] = [];
    for (const row of chosen) {
      signal?.throwIfAborted();
      played.push(await play(stage, truth, row));
      played.slice(-1).map(lineOf).forEach(tell);
    }
    return played;
  } finally {
    await stage.close();
  }
}

const isNamed = ({ kind, moment }: Row, part = ''): boolean =>
  `${kind} | ${moment}`.toLowerCase().includes(part.toLowerCase());

/** The lines at the end of the table. */
export const endOf = (played: readonly Played[]): string[] => ['', ...kindLines(played), '', summaryOf(played)];

/** Whether something was played and no row failed. */
export const isPassed = (played: readonly Played[]): boolean =>
  played.length > 0 && played.every(({ guilts }) => guilts.length === 0);
