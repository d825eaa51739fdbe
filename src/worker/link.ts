/**
 * The page's end of the way to one worker: what is asked there is answered, or rejected once the worker has ended.
 */
import { proxy, type Remote, transfer, wrap } from 'comlink';
import type { ResNeStError } from '../core/errors';
import { defect } from '../core/need';
import { linked, untilAborted } from '../core/waiting';
import type { ClassifierInfo, DeviceLoss, Progress, PublishedEntry, TilesProgress } from '../index';
import { disposed } from '../tasks/calls/queue';
import { unpackAnswer } from './answers';
import type { Parcel } from './arguments';
import { withChanges } from './info';
import { Life } from './life/life';
import type { Departing } from './options';
import type { Asked, NewInfo, Streamed, Thread } from './protocol';
import { closeAll } from './sources';

/** What the caller wants to hear. */
export interface Heard {
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly onDeviceLost: ((loss: DeviceLoss) => void) | undefined;
}

/** How long a worker whose start has failed may take to close its transactions. */
const CLOSING_MS = 1000;

type Told = (progress: TilesProgress) => void;

/** Tells a caller's function until it throws, or until nobody wants to hear any more. */
function untilThrown(tell: Told, thrown: AbortController, signal: AbortSignal): Told {
  return (progress) => {
    try {
      if (!signal.aborted) tell(progress);
    } catch (error) {
      thrown.abort(error);
    }
  };
}

export class Link {
  readonly #life: Life;
  readonly #thread: Remote<Thread>;
  /** How to end each question that has no answer yet. */
  readonly #pending = new Set<(error: unknown) => void>();
  #failure: ResNeStError | undefined;
  #info: ClassifierInfo | undefined;
  #calls = 0;
  /** Calls are sent in the order in which they were made. */
  #sent: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(worker: Worker, address: string | undefined) {
    this.#thread = wrap<Thread>(worker);
    this.#life = new Life(worker, address, (error) => this.#fail(error));
    const hold = (lock: string): Promise<boolean> => this.#answered(() => this.#thread.hold(lock));
    this.#life.watch(hold).catch(() => undefined); // the first question hears of it
  }

  /** As the worker told of it last. */
  get info(): ClassifierInfo {
    if (!this.#info) throw defect('no model is open in the worker');
    return this.#info;
  }

  /** The checkpoint that the worker would load for an option `model`. */
  entryOf(model: unknown): Promise<PublishedEntry | undefined> {
    return this.#answered(() => this.#thread.entryOf(model));
  }

  /** Opens the model. What `onProgress` throws ends the start. */
  async open({ crossed, transferables }: Departing, { onProgress, onDeviceLost }: Heard): Promise<void> {
    let isHeard = true;
    const listener = proxy({
      progress: (progress: Progress) => {
        try {
          if (isHeard) onProgress?.(progress);
        } catch (thrown) {
          isHeard = false;
          this.#rejectAll(thrown);
        }
      },
      lost: (loss: DeviceLoss, info: NewInfo) => {
        this.#learn(info);
        try {
          onDeviceLost?.(loss);
        } catch (thrown) {
          reportError(thrown); // the caller's own, as if an event's listener had thrown it
        }
      },
      info: (info: NewInfo) => this.#learn(info),
    });
    this.#learn(await this.#answered(() => this.#thread.open(transfer(crossed, [...transferables]), listener)));
  }

  /** Asks the classifier in the worker; the arguments are what the caller gave at the call. */
  async ask(name: Asked, parcels: readonly Promise<Parcel>[], signal: AbortSignal | undefined): Promise<unknown> {
    const packing = Promise.all(parcels);
    const number = ++this.#calls;
    const asking = this.#inOrder(packing, (packed) => {
      const transferables = packed.flatMap((parcel) => parcel.transferables);
      if (this.#failure || signal?.aborted) {
        closeAll(transferables);
        throw this.#failure ?? signal?.reason;
      }
      const args = packed.map(({ argument }) => argument);
      return this.#answered(() => this.#thread.ask(number, name, transfer(args, transferables)));
    });
    const abort = (): void => void this.#thread.abort(number);
    signal?.addEventListener('abort', abort);
    asking.catch(() => undefined).finally(() => signal?.removeEventListener('abort', abort));
    const { packed, info } = await untilAborted(signal, asking);
    this.#learn(info);
    return unpackAnswer(name, packed);
  }

  /**
   * Asks a method of the classifier in the worker that streams; the arguments are what the caller gave at the call. An
   * answer is computed when it is asked for, but for those that the worker has begun by itself.
   */
  async *stream(
    name: Streamed,
    parcels: readonly Promise<Parcel>[],
    { signal, onProgress }: { readonly signal: AbortSignal | undefined; readonly onProgress: Told | undefined },
  ): AsyncGenerator<unknown, void, undefined> {
    const number = ++this.#calls;
    const told = new AbortController(); // what the caller's function throws ends the stream
    const { signal: either, end } = linked([signal, told.signal]);
    const listener = onProgress && proxy({ progress: untilThrown(onProgress, told, either) });
    try {
      const opening = this.#inOrder(Promise.all(parcels), (packed) => {
        const transferables = packed.flatMap((parcel) => parcel.transferables);
        if (this.#failure || either.aborted) {
          closeAll(transferables);
          throw this.#failure ?? either.reason;
        }
        const args = packed.map(({ argument }) => argument);
        return this.#answered(() => this.#thread.stream(number, name, transfer(args, transferables), listener));
      });
      await untilAborted(either, opening);
      for (;;) {
        either.throwIfAborted();
        const { packed, info } = await untilAborted(
          either,
          this.#answered(() => this.#thread.next(number)),
        );
        this.#learn(info);
        const result = packed as IteratorResult<unknown, void>;
        if (result.done) return;
        yield result.value;
      }
    } finally {
      told.abort();
      end();
      if (!this.#failure) void this.#thread.abort(number);
    }
  }

  /** Throws where the classifier was disposed of, or the worker has ended. */
  check(): void {
    if (this.#closing) throw disposed();
    if (this.#failure) throw this.#failure;
  }

  /** Waits for the calls that were made, and ends the worker. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Ends the worker as soon as it lets go of the disk, and at the latest after a second. */
  end(): void {
    const closing = Promise.resolve(this.#thread.close()).catch(() => undefined);
    void Promise.race([closing, new Promise((late) => setTimeout(late, CLOSING_MS))]).then(() => this.#life.end());
  }

  async #close(): Promise<void> {
    await this.#sent;
    if (!this.#failure) await this.#answered(() => this.#thread.close()).catch(() => undefined);
    this.#life.end();
    // Whatever the worker has not answered by now it never will.
    this.#rejectAll(disposed());
  }

  /** Sends what is packed after all that was to be sent before it. */
  async #inOrder<Packed, Answer>(packing: Promise<Packed>, send: (packed: Packed) => Promise<Answer>): Promise<Answer> {
    const before = this.#sent;
    let answer: Promise<Answer> | undefined;
    const sending = (async () => {
      const packed = await packing.finally(() => before);
      answer = send(packed);
    })();
    this.#sent = sending.catch(() => undefined);
    await sending;
    if (!answer) throw defect('a call was not sent');
    return answer;
  }

  /** The answer of the worker, or the error with which it ends. */
  #answered<Answer>(question: () => Promise<Answer> | Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#pending.add(reject);
      Promise.resolve(question())
        .then(resolve, reject)
        .finally(() => this.#pending.delete(reject));
    });
  }

  #learn(info: NewInfo): void {
    if (Object.keys(info).length > 0) this.#info = withChanges(this.#info, info);
  }

  #fail(error: ResNeStError): void {
    this.#failure = error;
    this.#rejectAll(error);
  }

  #rejectAll(error: unknown): void {
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
  }
}
