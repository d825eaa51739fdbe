/** A page whose timers run faster, so that a silence of 30 seconds need not be waited for. */

type Timer = (call: () => void, milliseconds?: number) => number;

/** Divides all times of new timers by `factor`; the function that is returned undoes it. */
export function hasten(factor: number): () => void {
  const timers = globalThis as unknown as Record<'setTimeout' | 'setInterval', Timer>;
  const { setTimeout, setInterval } = timers;
  if (factor === 1) return () => undefined;
  timers.setTimeout = (call, milliseconds = 0) => setTimeout(call, milliseconds / factor);
  timers.setInterval = (call, milliseconds = 0) => setInterval(call, milliseconds / factor);
  return () => Object.assign(timers, { setTimeout, setInterval });
}
