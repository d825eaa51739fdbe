/**
 * The languages of the page, and its sentences in the one that is spoken.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { FIRST, type Language } from './choosing/choice';
import { en, type Texts } from './en';
import type { Numbers } from './numbers';

export type { Texts };

/** Each language under its own name and tag. The first comes with the page, the others are fetched. */
export const LANGUAGES = {
  en: { name: 'English', tag: en.tag, texts: async () => en },
  zh: { name: '中文', tag: 'zh-Hans', texts: async () => (await import('./zh')).zh },
} as const satisfies Readonly<Record<Language, { name: string; tag: string; texts: () => Promise<Texts> }>>;

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
