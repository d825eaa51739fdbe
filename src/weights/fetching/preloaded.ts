/**
 * Which files a page has asked its browser for beforehand.
 */

/** Where a worker keeps what its page has told: its script and this module share no variable. */
const TOLD = 'resnestPreloads';

/** What a worker and a page have of this. */
type Scope = { readonly document?: Document } & Partial<Record<typeof TOLD, readonly string[]>>;

/** Where its links to preload, prefetch or preconnect lead: a file among these is in the HTTP cache, or on its way there. */
export function preloadedFiles(): readonly string[] {
  const { document, [TOLD]: told = [] } = globalThis as Scope;
  if (!document) return told;
  return Array.from(document.querySelectorAll<HTMLLinkElement>('link[rel^="pre" i]'), ({ href }) => href);
}

/** Says in a worker what its page preloads. */
export const tellPreloaded = (files: readonly string[]): void => void Object.assign(globalThis, { [TOLD]: files });
