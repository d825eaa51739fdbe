/**
 * Reads many short parts of a file, such as the headers before its tensors, in few and large requests.
 */
import { releaseScratch } from '../../core/release';
import type { FileBytes } from '../fileBytes';

export type Span = readonly [from: number, to: number];

/** Parts no farther apart are read together. */
const GAP_BYTES = 2 ** 14;
/** And no more than this at once. */
const MOST_BYTES = 2 ** 20;
/** Requests that are under way at a time: each waits for another process. */
const AT_ONCE = 16;

interface Group {
  from: number;
  to: number;
  readonly members: number[];
}

/** The bytes of each span, none of which is long, in memory of their own. */
export async function readSpans(file: FileBytes, spans: readonly Span[]): Promise<Uint8Array<ArrayBuffer>[]> {
  const parts = spans.map(() => new Uint8Array(0));
  const groups = groupsOf(spans).values(); // one iterator, from which every worker takes its next group
  const work = async (): Promise<void> => {
    for (const { from, to, members } of groups) {
      const bytes = await file.read(from, to);
      for (const i of members) {
        const [begin, end] = spans[i] ?? [from, from];
        parts[i] = bytes.slice(begin - from, end - from);
      }
      releaseScratch(bytes);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return parts;
}

function groupsOf(spans: readonly Span[]): Group[] {
  const inOrder = [...spans.entries()].sort(([, [a]], [, [b]]) => a - b);
  const groups: Group[] = [];
  for (const [i, [from, to]] of inOrder) {
    const last = groups.at(-1);
    if (last && from <= last.to + GAP_BYTES && to - last.from <= MOST_BYTES) {
      last.to = Math.max(last.to, to);
      last.members.push(i);
    } else groups.push({ from, to, members: [i] });
  }
  return groups;
}
