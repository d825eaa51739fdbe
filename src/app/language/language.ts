/**
 * The language of the page: chosen by the browser, and by hand.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { en, type Texts } from './en';
import type { Numbers } from './numbers';

export type { Texts };

/** Each language under its own name and tag. The first comes with the page, the others are fetched. */
export const LANGUAGES = {
  en: { name: 'English', tag: en.tag, texts: async () => en },
  zh: { name: '中文', tag: 'zh-Hans', texts: async () => (await import('./zh')).zh },
} as const satisfies Readonly<Record<string, { name: string; tag: string; texts: () => Promise<Texts> }>>;
export type Language = keyof typeof LANGUAGES;

/** The page's first state is drawn in this language. */
export const FIRST: Language = 'en';
export const FIRST_TEXTS: Texts = en;

const Current = createContext<Texts>(FIRST_TEXTS);
export const TextsProvider = Current.Provider;
export const useTexts = (): Texts => useContext(Current);

/** The sentences of a part that is fetched by itself, in the page's language. */
export function useTextsOf<PartTexts>(tables: Readonly<Record<Language, (n: Numbers) => PartTexts>>): PartTexts {
  const texts = useTexts();
  const language = (Object.keys(LANGUAGES) as Language[]).find((each) => LANGUAGES[each].tag === texts.tag) ?? FIRST;
  return tables[language](texts.n);
}

/** The first language of a person that the page has; `tags` are such as `zh-Hant-TW` and `en-GB`. */
export const languageFor = (tags: readonly string[]): Language => {
  const known = Object.keys(LANGUAGES) as Language[];
  for (const tag of tags) {
    const found = known.find((language) => language === tag.toLowerCase().split('-')[0]);
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
