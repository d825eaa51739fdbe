/**
 * Which troubles of a download are tried again, how often and after how long.
 */
import { WeightsError } from '../../../core/errors';
import { untilAborted } from '../../../core/waiting';

/** The time of day, waiting, and chance; a test brings its own. */
export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Rejects with the signal's reason as soon as it aborts. */
  wait(seconds: number, signal: AbortSignal | undefined): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const CLOCK: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  wait: async (seconds, signal) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      await untilAborted(signal, new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000))));
    } finally {
      clearTimeout(timer);
    }
  },
};

/** How many requests in a row may end in a trouble before it is told. */
const TRIES = {
  /** No answer: no connection, a wrong name, or no CORS. A script cannot tell these apart, and two of them stay. */
  unanswered: 3,
  /** An answer whose body ended too early. */
  'broken off': 5,
  /** 408, 429 or 5xx: the server says that another time may be better. */
  busy: 5,
  /** The file at the address is another than the one that the bytes at hand are of. */
  changed: 4,
  /** A part that is not the one that was asked for. */
  mangled: 3,
  /** A part of which nobody can tell whether it is of the file that the bytes at hand are of. */
  unproven: 5,
} as const;

export type Trouble = keyof typeof TRIES;

/** Whether a status says that the same request may succeed later. */
export const isBusy = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status < 600);

/** An error that may pass. */
export class PassingError extends WeightsError {
  readonly trouble: Trouble;
  /** How many seconds the server asks to wait. */
  readonly after: number | undefined;

  constructor(trouble: Trouble, code: WeightsError['code'], message: string, options?: ErrorOptions & After) {
    super(code, message, options);
    this.trouble = trouble;
    this.after = options?.after;
  }
}

interface After {
  readonly after?: number | undefined;
}

/** The first pause; each further one in a row is twice as long, and by chance up to a half shorter. */
const FIRST_PAUSE_SECONDS = 0.5;

/** The longest of these pauses. */
const LONGEST_PAUSE_SECONDS = 8;

/** All pauses in a row. Who is asked to wait for longer does not wait at all. */
const PATIENCE_SECONDS = 60;

/** So many new bytes end a row of troubles. */
const FORWARD_BYTES = 2 ** 18;

/** Counts the troubles of one download. */
export class Retries {
  readonly #clock: Clock;
  #row = 0;
  #waited = 0;
  #furthest = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The download has come so far. To come again over what had been there already is no way forward. */
  reached(bytes: number): void {
    if (bytes < this.#furthest + FORWARD_BYTES) return;
    this.#furthest = bytes;
    this.#row = 0;
    this.#waited = 0;
  }

  /** Waits until the next try is due. Throws the error if there is none, or the signal's reason. */
  async pause(error: unknown, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (!(error instanceof PassingError) || ++this.#row >= TRIES[error.trouble]) throw error;
    const usual = Math.min(FIRST_PAUSE_SECONDS * 2 ** (this.#row - 1), LONGEST_PAUSE_SECONDS);
    // What the server asks for is the least: all who were refused would else come back at the same moment.
    const seconds = (error.after ?? 0) + usual * (1 - this.#clock.random() / 2);
    if (this.#waited + seconds > PATIENCE_SECONDS) throw error;
    this.#waited += seconds;
    await this.#clock.wait(seconds, signal);
  }
}

/** The seconds of a Retry-After header: a number, or a date. Undefined for anything else. */
export function retryAfter(text: string | null, now = Date.now()): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
