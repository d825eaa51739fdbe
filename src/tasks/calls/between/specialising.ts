/**
 * The change from the general programs of the first answers to a model's own, which compile meanwhile.
 */
import { ResNeStError } from '../../../core/errors';
import { untilAborted } from '../../../core/waiting';
import type { Sessions } from '../../../scheduler/run/sessions';
import type { Successor } from '../../../scheduler/run/successor';
import { SLICE_MS } from '../../../scheduler/run/turns/pace';
import type { Turns } from '../../../scheduler/run/turns/turns';
import { disposed } from '../queue';

/** The calls to the model. */
interface Calls {
  readonly turns: Turns;
  between<T>(signal: AbortSignal, job: () => Promise<T>): Promise<T>;
}

export class Specialising {
  /** Resolves when it has ended: with whether runs go by their own programs. */
  readonly ended: Promise<boolean>;
  readonly #end = new AbortController();
  #begin: () => void = () => undefined;
  #failure: string | undefined;

  constructor(successor: Successor, sessions: Sessions, calls: Calls) {
    this.ended = this.#specialise(successor, sessions, calls);
  }

  /** Why the general programs stay, in one sentence. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Begins where it has not: a run has ended, and nobody waits for the first answer any more. */
  begin(): void {
    this.#begin();
  }

  /** Ends it, where the sessions are about to go. */
  end(): void {
    this.#end.abort(disposed());
  }

  async #specialise(successor: Successor, sessions: Sessions, calls: Calls): Promise<boolean> {
    const { signal } = this.#end;
    try {
      const begun = new Promise<void>((resolve) => (this.#begin = resolve));
      await untilAborted(signal, Promise.race([begun, calls.turns.aside(async () => undefined)]));
      const specialised = await untilAborted(signal, successor.compile(signal));
      await this.#dispatchOnce(await sessions.firstDispatches(specialised), calls);
      // Also where one call follows the other, and the model is never idle.
      await calls.between(signal, () => sessions.specialise(specialised));
      return true;
    } catch (error) {
      if (signal.aborted || sessions.place.gpu.loss) return false;
      if (error instanceof ResNeStError) this.#failure = error.message;
      else reportError(error);
      return false;
    }
  }

  /**
   * A driver that compiles a program when it first runs takes seconds for some: a call waits for one of them at most, and
   * they take half of the time where calls leave no gap.
   */
  async #dispatchOnce(programs: (() => Promise<void>)[], { turns }: Calls): Promise<void> {
    const { signal } = this.#end;
    let spent = 0;
    const portion = async (disturbed: AbortSignal | undefined): Promise<void> => {
      const began = performance.now();
      do {
        signal.throwIfAborted();
        await untilAborted(signal, Promise.resolve(programs.shift()?.()));
        spent = performance.now() - began;
      } while (programs.length > 0 && spent < SLICE_MS && !disturbed?.aborted);
    };
    while (programs.length > 0) await untilAborted(signal, turns.take(portion, spent));
  }
}
