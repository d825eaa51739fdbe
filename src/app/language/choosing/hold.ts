/**
 * Hides the page while the sentences of the person's language are on their way.
 */
import type { Language } from './choice';

/** Only the two below know it, and `base.css`. */
const held = (): { held?: Language } => document.documentElement.dataset;

export const holdFor = (language: Language): void => void (held().held = language);

/** The language that the page is held for; undefined where it is that of the first screen. */
export const heldFor = (): Language | undefined => held().held;

export const showPage = (): void => void delete held().held;
