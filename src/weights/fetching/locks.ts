/**
 * Locks with a name: those of the browser, which all tabs and workers of an origin share, or those of this page alone.
 */
import { untilAborted } from '../../core/waiting';

/** Gives a lock back. */
export type Release = () => void;

/** Who has a lock, in a text that is another one as soon as another one has it. */
export type Holder = string;

/** Every call but the one that is aborted may reject where the locks do not work. */
export interface Locks {
  /** Takes a lock that nobody has. */
  takeFree(name: string): Promise<Release | undefined>;
  /** Waits in line for a lock. Rejects with the signal's reason once it aborts. */
  wait(name: string, signal: AbortSignal): Promise<Release>;
  holder(name: string): Promise<Holder>;
  /** Takes a lock from a holder, who is not told; undefined where another one has it by now. */
  stealFrom(name: string, holder: Holder): Promise<Release | undefined>;
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
  /** Whoever has a lock has a second one as well, whose name nobody else uses: a list of locks tells holders by it. */
  const takeSigned = async (name: string, options: LockOptions): Promise<Release | undefined> => {
    const release = await take(name, options);
    if (!release) return undefined;
    try {
      const unsign = await surely(take(`${name}#${crypto.randomUUID()}`, {}));
      return () => {
        unsign(); // first, so that nobody is taken for the one before
        release();
      };
    } catch (error) {
      release();
      throw error;
    }
  };
  const holder = async (name: string): Promise<Holder> => {
    const { held = [] } = await manager.query();
    const signatures = held.map((lock) => lock.name ?? '').filter((each) => each.startsWith(`${name}#`));
    return signatures.sort().join(' ');
  };
  return {
    takeFree: (name) => takeSigned(name, { ifAvailable: true }),
    wait: (name, signal) => {
      const taking = surely(takeSigned(name, { signal }));
      return orGivenBack(taking, untilAborted(signal, taking)); // it may be granted in the moment of the abort
    },
    holder,
    stealFrom: async (name, from) => {
      const leave = await surely(take(`${name}!`, {})); // one at a time, so that thieves see each other
      try {
        return (await holder(name)) === from ? await takeSigned(name, { steal: true }) : undefined;
      } finally {
        leave();
      }
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

interface Holding {
  readonly holder: Holder;
  /** Settles when the holder has given the lock back, or was robbed of it. */
  readonly over: Promise<void>;
  readonly end: () => void;
}

/** Name -> who took the lock last. */
const held = new Map<string, Holding>();
let holders = 0;

function hold(name: string): Release {
  let end = nothing;
  const over = new Promise<void>((resolve) => (end = resolve));
  const holding = { holder: String(++holders), over, end };
  held.get(name)?.end(); // those who wait look who has it now
  held.set(name, holding);
  return () => {
    if (held.get(name) === holding) held.delete(name);
    end();
  };
}

const pageHolder = (name: string): Holder => held.get(name)?.holder ?? '';

/** Locks for browsers that have none: another tab loads a second time what this page loads. */
export const pageLocks: Locks = {
  takeFree: (name) => Promise.resolve(held.has(name) ? undefined : hold(name)),
  wait: async (name, signal) => {
    for (let holding = held.get(name); holding; holding = held.get(name)) await untilAborted(signal, holding.over);
    signal.throwIfAborted();
    return hold(name);
  },
  holder: (name) => Promise.resolve(pageHolder(name)),
  stealFrom: (name, from) => Promise.resolve(pageHolder(name) === from ? hold(name) : undefined),
};
