/**
 * Locks with a name: those of the browser, which all tabs and workers of an origin share, or those of this page alone.
 */
import { untilAborted } from '../../core/waiting';

/** Gives a lock back. */
export type Release = () => void;

/** Every call but the one that is aborted may reject where the locks do not work. */
export interface Locks {
  /** Takes a lock that nobody has. */
  takeFree(name: string): Promise<Release | undefined>;
  /** Waits in line for a lock. Rejects with the signal's reason once it aborts. */
  wait(name: string, signal: AbortSignal): Promise<Release>;
  /** Takes a lock from whoever has it, who is not told. */
  steal(name: string): Promise<Release>;
}

/** The browser's where there are any: not in a page without a secure origin. */
export function locksHere(): Locks {
  const { navigator } = globalThis as { navigator?: { locks?: LockManager } };
  return navigator?.locks ? browserLocks(navigator.locks) : pageLocks;
}

export function browserLocks(manager: LockManager): Locks {
  const take = (name: string, options: LockOptions): Promise<Release | undefined> =>
    new Promise((resolve, reject) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        if (lock) return new Promise((release) => resolve(release));
        resolve(undefined);
        return undefined;
      };
      // It also rejects for a lock that was stolen, when nobody listens any more.
      manager.request(name, options, hold).catch(reject);
    });
  const surely = async (taking: Promise<Release | undefined>): Promise<Release> => (await taking) ?? nothing;
  return {
    takeFree: (name) => take(name, { ifAvailable: true }),
    steal: (name) => surely(take(name, { steal: true })),
    wait: (name, signal) => {
      const taking = surely(take(name, { signal }));
      return orGivenBack(taking, untilAborted(signal, taking)); // it may be granted in the moment of the abort
    },
  };
}

const nothing = (): void => undefined;

/** What `answer` gives of a lock that was asked for. Where it fails first, a lock that is granted later is given back. */
export async function orGivenBack<Taken extends Release | undefined>(
  asked: Promise<Taken>,
  answer: Promise<Taken>,
): Promise<Taken> {
  try {
    return await answer;
  } catch (error) {
    asked.then((release) => release?.(), nothing);
    throw error;
  }
}

/** Name -> settles when the last who took the lock has given it back. */
const held = new Map<string, Promise<void>>();

function hold(name: string): Release {
  let release = nothing;
  const holding = new Promise<void>((resolve) => (release = resolve));
  held.set(name, holding);
  return () => {
    if (held.get(name) === holding) held.delete(name);
    release();
  };
}

/** Locks for browsers that have none: another tab loads a second time what this page loads. */
export const pageLocks: Locks = {
  takeFree: (name) => Promise.resolve(held.has(name) ? undefined : hold(name)),
  steal: (name) => Promise.resolve(hold(name)),
  wait: async (name, signal) => {
    for (let holding = held.get(name); holding; holding = held.get(name)) await untilAborted(signal, holding);
    signal.throwIfAborted();
    return hold(name);
  },
};
