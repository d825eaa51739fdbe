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
  try {
    const asked = (async () => manager()?.estimate?.())();
    const { quota, usage } = (await within(ANSWER_SECONDS, asked, () => new Error('no estimate in time'))) ?? {};
    return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage);
  } catch {
    return undefined; // such as in a private window
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
