/**
 * The sample photos that come with the page.
 */
import { useEffect, useState } from 'preact/hooks';

/** A sample photo; `licence` is an SPDX identifier. */
export interface Sample {
  readonly url: string;
  readonly title: string;
  readonly author: string;
  readonly licence: string;
}

type Listed = Omit<Sample, 'url'> & { readonly file: string };

async function fetchSamples(): Promise<Sample[]> {
  const response = await fetch('samples/samples.json');
  const listed = (await response.json()) as Listed[];
  return listed.map(({ file, ...sample }) => ({ ...sample, url: `samples/${file}` }));
}

/** The samples, once they are known; a page that cannot have them does without. */
export function useSamples(): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    fetchSamples().then(setSamples, () => undefined);
  }, []);
  return samples;
}
