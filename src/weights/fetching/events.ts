/**
 * Work that tells of its progress by calling a function, as a stream.
 */

/** The reason of a signal that aborts work whose events nobody reads any more. */
const LEFT = new Error('nobody reads the events of this work any more');

/**
 * What `work` tells, in its order, and at last its result. The work begins with the first `next` and does not wait for
 * its reader. `work` is handed a signal of its own: it aborts with the reason of `signal`, and when the reader leaves
 * early, who then waits until the work has ended.
 */
export async function* eventsOf<Told, Result>(
  signal: AbortSignal | undefined,
  work: (tell: (event: Told) => void, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Told, Result, undefined> {
  const own = new AbortController();
  const abort = (): void => own.abort(signal?.reason);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
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
  try {
    for (;;) {
      yield* waiting.splice(0);
      if (isOver && waiting.length === 0) return await working;
      if (!isOver && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    own.abort(LEFT); // work that has ended does not hear it
    await working.catch(() => undefined);
  }
}
