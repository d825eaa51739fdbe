/**
 * The sentences of many photos, which come with this view.
 */
import { useTextsOf } from '../language/language';
import { manyIn as en, type ManyTexts } from '../language/fetched/many.en';
import { manyIn as zh } from '../language/fetched/many.zh';

const TABLES = { en, zh } as const;

export const useManyTexts = (): ManyTexts => useTextsOf(TABLES);
