/**
 * The sample photos that come with the page.
 */
import listed from '../../public/samples/samples.json';

/** A sample photo; `licence` is an SPDX identifier. */
export interface Sample {
  readonly file: string;
  readonly url: string;
  /** The photo as its button shows it; tools/oracle/make_thumbnails.py makes it. */
  readonly smallUrl: string;
  readonly author: string;
  readonly licence: string;
}

export const samples: readonly Sample[] = listed.map(({ file, author, licence }) => ({
  file,
  url: `samples/${file}`,
  smallUrl: `samples/small/${file.replace(/\.\w+$/, '.webp')}`,
  author,
  licence,
}));
