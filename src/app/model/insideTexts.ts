/**
 * The sentences about the page's own workings, which come with their dialog.
 */
import { type InsideTexts, insideIn as en } from '../language/fetched/inside.en';
import { insideIn as zh } from '../language/fetched/inside.zh';
import { useTextsOf } from '../language/language';

const TABLES = { en, zh } as const;

export const useInsideTexts = (): InsideTexts => useTextsOf(TABLES);
