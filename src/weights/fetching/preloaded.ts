/**
 * Which files a page has asked its browser for beforehand.
 */

/** Where a worker keeps what its page has told: its script and this module share no variable. */
const TOLD = Symbol.for('resnest-webgpu preloads');

/** What a worker and a page have of this. */
type Scope = { readonly document?: Document } & Partial<Record<typeof TOLD, readonly string[]>>;

/** The addresses of its links to preload or to prefetch: what they name is in the HTTP cache, or on its way there. */
export function preloadedFiles(): readonly string[] {
  const { document, [TOLD]: told = [] } = globalThis as Scope;
  const links = document?.querySelectorAll<HTMLLinkElement>('[rel~="preload" i][as="fetch" i], [rel~="prefetch" i]');
  return links ? [...links].map(({ href }) => href) : told;
}

/** Says in a worker what its page preloads. */
export const tellPreloaded = (files: readonly string[]): void => void Object.assign(globalThis, { [TOLD]: files });
