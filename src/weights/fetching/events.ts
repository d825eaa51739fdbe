/**
 * Turns work that reports its progress by calling a function into a stream of events.
 */
import { linked } from '../../core/waiting';

/** The reason with which work is aborted whose reader has left. */
const LEFT = new Error('nobody reads the events of this work any more');

/**
 * The events of `work` in their order, and at last its result. The work begins with the first `next` and does not wait
 * for its reader. It gets a signal of its own, which aborts with the reason of `signal`, or when the reader leaves
 * early. The reader then waits until the work has ended; `drop` gets a result that came all the same.
 */
export async function* eventsOf<Told, Result>(
  signal: AbortSignal | undefined,
  work: (tell: (event: Told) => void, signal: AbortSignal) => Promise<Result>,
  drop: (result: Result) => void,
): AsyncGenerator<Told, Result, undefined> {
  const left = new AbortController();
  const own = linked([signal, left.signal]);
  const waiting: Told[] = [];
  let isOver = false;
  let wake = (): void => undefined;
  const tell = (event: Told): void => {
    waiting.push(event);
    wake();
  };
  const end = (): void => {
    isOver = true;
    wake();
  };
  const working = work(tell, own.signal);
  working.then(end, end);
  let isTaken = false;
  try {
    for (;;) {
      yield* waiting.splice(0);
      if (isOver && waiting.length === 0) {
        const result = await working;
        isTaken = true;
        return result;
      }
      if (!isOver && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    left.abort(LEFT); // without effect on work that has ended
    own.end();
    const dropping = isTaken ? undefined : drop;
    await working.then(dropping, () => undefined);
  }
}
