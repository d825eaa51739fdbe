/**
 * Whether a page has asked its browser for a file beforehand.
 */

/** Whether `<link rel="preload" as="fetch">` names the address: the file is in the HTTP cache, or on its way there. */
export function isPreloaded(address: string): boolean {
  const { document } = globalThis as { document?: Document };
  const links = document?.querySelectorAll<HTMLLinkElement>('link[rel~="preload" i][as="fetch" i]') ?? [];
  return [...links].some(({ href }) => href === address);
}
