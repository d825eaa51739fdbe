/**
 * Where a published model comes from, for people.
 */

/** The page of its authors that tells of it; its file itself is what the address names. */
export const pageOf = (url: string): string =>
  url.replace(/\/resolve\/.*$/, '').replace(/\/download\/([^/]+)\/[^/]+$/, '/tag/$1');
