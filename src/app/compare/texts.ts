/**
 * The sentences of the comparison, which come with this view.
 */
import { compareIn as en, type CompareTexts } from '../language/compare.en';
import { compareIn as zh } from '../language/compare.zh';
import { useTextsOf } from '../language/language';

const TABLES = { en, zh } as const;

export const useCompareTexts = (): CompareTexts => useTextsOf(TABLES);
