/**
 * Notices that a worker does not run, or has ended.
 */
import { ResNeStError } from '../../core/errors';
import { within } from '../../core/waiting';
import { advice } from '../start';

/** Far longer than the script takes to come. A worker with another script never answers. */
const ANSWER_SECONDS = 60;

/** Calls `ended` at most once. */
export class Life {
  readonly #worker: Worker;
  readonly #ended: (error: ResNeStError) => void;
  readonly #over = new AbortController();
  /** Errors that nobody catches in a worker that runs do not end it. */
  readonly #started: () => void;

  /** `address` is the caller's own for the script of the worker. */
  constructor(worker: Worker, address: string | undefined, ended: (error: ResNeStError) => void) {
    this.#worker = worker;
    this.#ended = ended;
    const { signal } = this.#over;
    const failed = ({ message }: ErrorEvent): void => {
      const why = message ? ` (${message})` : '';
      this.#end('no-worker', `the script of the worker did not run${why}; ${advice(address)}`);
    };
    const unread = (): void => this.#end('worker-ended', 'the worker sent what this page cannot read; reload the page');
    worker.addEventListener('error', failed, { signal });
    worker.addEventListener('messageerror', unread, { signal });
    this.#started = () => worker.removeEventListener('error', failed);
  }

  /** Waits for the end of a worker by a lock, which ends with the thread that holds it. `hold` asks the worker to hold it. */
  async watch(hold: (lock: string) => Promise<boolean>): Promise<void> {
    const lock = `resnest-webgpu worker ${crypto.randomUUID()}`;
    const isHeld = await within(ANSWER_SECONDS, hold(lock), () => this.#silent());
    this.#started();
    const { signal } = this.#over;
    if (!isHeld || signal.aborted) return;
    await navigator.locks.request(lock, { signal }, () =>
      this.#end(
        'worker-ended',
        'the worker ended before it answered, as it does if memory runs out; create another classifier',
      ),
    );
  }

  /** Ends the worker. */
  end(): void {
    this.#over.abort();
    this.#worker.terminate();
  }

  #end(code: 'no-worker' | 'worker-ended', message: string): void {
    if (this.#over.signal.aborted) return;
    this.end();
    this.#ended(new ResNeStError(code, message));
  }

  /** Ends a worker that runs another script. */
  #silent(): Error {
    const why = `the worker has not answered in ${ANSWER_SECONDS} seconds; it must run worker-thread.js of this package (a slow download and a debugger delay it too)`;
    this.#end('no-worker', why);
    return new Error(why); // nobody hears of it
  }
}
