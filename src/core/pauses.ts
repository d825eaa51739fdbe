/**
 * Pauses in long work: a page stays responsive if no task takes over 50 ms.
 */

/** Milliseconds of work between two pauses. With the step that runs past it, the work stays below 50 ms. */
const WORK_MILLISECONDS = 15;

export class Pauses {
  #began = performance.now();

  /** Call it before each step: it gives the promise of a pause where one is due. */
  due(): Promise<void> | undefined {
    if (performance.now() - this.#began < WORK_MILLISECONDS) return undefined;
    return turn().then(() => void (this.#began = performance.now()));
  }
}

/** Lets the event loop turn once; unlike a timer, a message is not delayed in nested calls or hidden tabs. */
export function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
