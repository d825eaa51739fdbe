/**
 * How much this origin may store, as far as the browser tells.
 */
import { within } from '../../core/waiting';

/** The browser looks at its books for an estimate; one that takes longer is done without. */
const ANSWER_SECONDS = 5;

/** What is there of `navigator.storage`: nothing on pages without https, and no `persist` in workers. */
const manager = (): Partial<StorageManager> | undefined =>
  (globalThis.navigator as { readonly storage?: Partial<StorageManager> } | undefined)?.storage;

/**
 * Bytes that may still be stored; undefined where the browser does not say. Some browsers name far more than there is,
 * so a write may be refused all the same.
 */
export async function freeBytes(): Promise<number | undefined> {
  const { quota, usage } = await estimate();
  return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
}

/** Bytes that are stored; undefined where the browser does not say. */
export const usedBytes = async (): Promise<number | undefined> => (await estimate()).usage;

async function estimate(): Promise<StorageEstimate> {
  try {
    const asked = (async () => manager()?.estimate?.())();
    return (await within(ANSWER_SECONDS, asked, () => new Error('no estimate in time'))) ?? {};
  } catch {
    return {}; // such as in a private window
  }
}

/** Chromium cleans up 2 seconds after it has noticed that nobody reads a file any more. */
const FREEING_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 250;

/** So much garbage makes it look. */
const GARBAGE_BYTES = 2 ** 26;

/**
 * Deletes so many bytes, and waits until the browser counts half of them as free. One that was read as a Blob stays on
 * the disk until JavaScript's garbage is collected, which in a start that allocates little may take minutes.
 */
export async function freeing(bytes: number, deleteThem: () => Promise<void>): Promise<void> {
  const before = (await usedBytes()) ?? 0;
  await deleteThem();
  const end = performance.now() + FREEING_MILLISECONDS;
  for (;;) {
    const used = await usedBytes();
    if (used === undefined || used <= before - bytes / 2 || performance.now() > end) return;
    void new ArrayBuffer(GARBAGE_BYTES);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
}

/** The error of a write for which the browser has no space. */
export const noSpace = (): DOMException => new DOMException('there is no space', 'QuotaExceededError');

/** Whether a write failed for lack of space. Browsers agree on the name, not on where the error turns up. */
export const isNoSpace = (error: unknown): boolean =>
  (error as { readonly name?: unknown } | null | undefined)?.name === 'QuotaExceededError';

let asking: Promise<boolean> | undefined;

/**
 * Asks the browser, once a page, to keep this origin's data until a person deletes it. Whether it will; some browsers ask
 * the person. Never rejects.
 */
export function persist(): Promise<boolean> {
  asking ??= askToPersist();
  return asking;
}

async function askToPersist(): Promise<boolean> {
  try {
    const storage = manager();
    return (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true;
  } catch {
    return false;
  }
}
