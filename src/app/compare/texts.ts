/**
 * The sentences of the comparison, which come with this view.
 */
import { compareIn as en, type CompareTexts } from '../language/fetched/compare.en';
import { compareIn as zh } from '../language/fetched/compare.zh';
import { useTextsOf } from '../language/language';

const TABLES = { en, zh } as const;

export const useCompareTexts = (): CompareTexts => useTextsOf(TABLES);
