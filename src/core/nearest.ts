/**
 * The known name that an unknown one most likely meant.
 */

/** The fewest letters to insert, to leave out or to change that make one text of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Names are short: only this many characters of a longer text are compared. */
const MOST_LETTERS = 40;

/** The known names that are nearest to another, whatever its case: `count` of them, the nearest first. */
export function nearestOnes(name: string, known: readonly string[], count: number): readonly string[] {
  const wanted = name.slice(0, MOST_LETTERS).toLowerCase();
  const far = known.map((each) => [each, distance(wanted, each.toLowerCase())] as const);
  return far
    .toSorted(([, a], [, b]) => a - b)
    .slice(0, count)
    .map(([each]) => each);
}

/** The known name that is nearest to another, whatever its case. */
export const nearest = (name: string, known: readonly string[]): string => nearestOnes(name, known, 1)[0] ?? '';
