/**
 * The sentences of teaching, which come with this view.
 */
import { type Language, LANGUAGES, useTexts } from '../language/language';
import { teachIn as en, type TeachTexts } from '../language/teach.en';
import { teachIn as zh } from '../language/teach.zh';

const TABLES = { en, zh } as const satisfies Readonly<Record<Language, typeof en>>;

export function useTeachTexts(): TeachTexts {
  const texts = useTexts();
  const language = (Object.keys(LANGUAGES) as Language[]).find((each) => LANGUAGES[each].texts === texts) ?? 'en';
  return TABLES[language](texts.n);
}
