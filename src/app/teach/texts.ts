/**
 * The sentences of teaching, which come with this view.
 */
import { useTextsOf } from '../language/language';
import { teachIn as en, type TeachTexts } from '../language/fetched/teach.en';
import { teachIn as zh } from '../language/fetched/teach.zh';

const TABLES = { en, zh } as const;

export const useTeachTexts = (): TeachTexts => useTextsOf(TABLES);
