/**
 * The labels of a model's classes: one list, or one list a language.
 */
import { ConfigError } from '../../core/errors';
import { inWords } from '../../core/json';

/** One label for each class, in their order. */
export type LabelList = readonly string[];

/** Such lists by language, each named by its tag (BCP 47), such as `en` or `zh-Hant`; the first is the usual one. */
export type LabelsByLanguage = Readonly<Record<string, LabelList>>;

export type Labels = LabelList | LabelsByLanguage;

const isList = (labels: Labels): labels is LabelList => Array.isArray(labels);

/** The list that is used where no language is chosen. */
export const usualLabels = (labels: Labels | undefined): LabelList | undefined =>
  labels && (isList(labels) ? labels : Object.values(labels)[0]);

/** The tag as BCP 47 writes it, or undefined for a text that is none. */
export function languageTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

/** A tag and what is left of it as its last parts go: `zh-Hant-TW`, `zh-Hant`, `zh`. */
const shortened = (tag: string): readonly string[] => {
  const parts = tag.split('-');
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('-'));
};

/**
 * The list of a language; of one without a list of its own, the list of the nearest wider tag, as `de` is for `de-AT`.
 * Throws a ConfigError that names the languages there are.
 */
export function labelsInLanguage(labels: Labels | undefined, language: string): LabelList {
  if (!labels || isList(labels))
    throw new ConfigError(
      'option',
      `language is ${inWords(language)}, but the labels of this classifier are in one language; give createClassifier lists by language, such as { labels: { en: [...], de: [...] } }`,
    );
  const byTag = new Map(Object.entries(labels).map(([tag, list]) => [languageTag(tag), list]));
  const found = shortened(languageTag(language) ?? language).find((tag) => byTag.has(tag));
  const list = byTag.get(found);
  if (list) return list;
  throw new ConfigError(
    'option',
    `there are no labels in the language ${inWords(language)}; there are lists for ${Object.keys(labels).join(', ')}`,
  );
}
