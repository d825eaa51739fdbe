/**
 * Runs in the head of index.html before anything is drawn, and chooses the page's language: who reads another one than
 * that of the first screen gets its sentences at once, and the page is hidden until they are there. `base.css` shows it all
 * the same after a while.
 */
import { FIRST, preferredLanguage } from './choice';
import { holdFor } from './hold';

/** The script with the sentences of each other language; tools/build puts the names here, and none where a server builds nothing. */
declare const PARTS: Readonly<Record<string, string>>;

const language = preferredLanguage();
if (language !== FIRST) {
  holdFor(language);
  const href = PARTS[language];
  if (href) document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href }));
}
