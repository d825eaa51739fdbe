import type { PublishedEntry } from '../../../index';
import { useTexts } from '../../language/language';
import { pageOf } from './pageOf';

/** The link to the page of a published model's authors, behind its facts. */
export function Source({ entry: { name, url } }: { readonly entry: PublishedEntry }) {
  const { knows } = useTexts();
  if (url === undefined) return null;
  return (
    <>
      {' · '}
      <a href={pageOf(url)} rel="noreferrer" aria-label={knows.sourceOf(name)}>
        {knows.source}
      </a>
    </>
  );
}
