/**
 * Which of the page's languages a person reads: the one chosen by hand on an earlier visit, else the browser's.
 */

const KNOWN = ['en', 'zh'] as const;

export type Language = (typeof KNOWN)[number];

/** The page's first state is drawn in this language. */
export const FIRST: Language = 'en';

/** The first language of a person that the page has; `tags` are such as `zh-Hant-TW` and `en-GB`. */
export const languageFor = (tags: readonly string[]): Language => {
  for (const tag of tags) {
    const found = KNOWN.find((language) => language === tag.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return FIRST;
};

const KEY = 'language';

/** The language that the person chose on an earlier visit, else the browser's. */
export function preferredLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Storage is switched off, so nothing was chosen.
  }
  return languageFor([...(kept === null ? [] : [kept]), ...navigator.languages]);
}

/** Keeps the choice for the next visit, if the browser keeps anything. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // The choice holds for this visit only.
  }
}
