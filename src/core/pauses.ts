/**
 * Pauses in long work, so that it does not hold up the thread: a page stays responsive if nothing takes over 50 ms.
 */

/** Work between two pauses; with the one step that goes beyond it, this stays below 50 ms. */
const WORK_MILLISECONDS = 15;

export class Pauses {
  #began = performance.now();

  /** To be asked before each step: a promise for the rest of a pause, if it is time for one. */
  due(): Promise<void> | undefined {
    if (performance.now() - this.#began < WORK_MILLISECONDS) return undefined;
    return turn().then(() => void (this.#began = performance.now()));
  }
}

/** Lets the event loop turn once; unlike a timer, a message is not delayed in nested calls or hidden tabs. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
