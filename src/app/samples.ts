/**
 * The sample photos that come with the page.
 */
import listed from '../../public/samples/samples.json';

/** A sample photo; `licence` is an SPDX identifier. */
export interface Sample {
  readonly file: string;
  readonly url: string;
  readonly author: string;
  readonly licence: string;
}

export const samples: readonly Sample[] = listed.map(({ file, author, licence }) => ({
  file,
  url: `samples/${file}`,
  author,
  licence,
}));
