/**
 * Logits as an answer: which classes it lists, in which order.
 */
import { classesNamed, type ClassName, labelOf } from './classNames';
import { type Activation, scoresOf } from './scores';

/** How an answer with classes is shaped. */
export interface ScoreOptions {
  /**
   * How logits become scores: `softmax` for photos of one class each, `sigmoid` for a model that was trained with many
   * labels a photo, `none` for the logits themselves.
   * @default 'softmax'
   * @example classifier.classify(photo, { activation: 'sigmoid', minScore: 0.5, topK: 20 })
   */
  readonly activation?: Activation | undefined;
  /**
   * The language of the labels, as a tag such as `de` or `zh-Hant`. It needs `labels` by language in createClassifier;
   * `de` serves `de-AT` as well. Another language is a ConfigError.
   * @default the first language of `labels`
   * @example classifier.classify(photo, { language: navigator.language })
   */
  readonly language?: string | undefined;
}

/** Which classes an answer lists. */
export interface ListOptions {
  /**
   * How many classes an answer lists, from 1 on; all where there are fewer.
   * @default 5
   * @example classifier.classify(photo, { topK: 1 })
   */
  readonly topK?: number | undefined;
  /**
   * Classes with a lower score are left out, so an answer may be empty: from 0 to 1, and any number where `activation` is
   * `none`.
   * @default no class is left out
   * @example classifier.classify(photo, { minScore: 0.2 })
   */
  readonly minScore?: number | undefined;
  /**
   * The only classes that an answer may list, by label or index. Scores are of all classes nevertheless. A label that the
   * model lacks is a ConfigError that names the nearest one.
   * @default all classes
   * @example classifier.classify(photo, { allow: ['espresso', 'lemon', 151] })
   */
  readonly allow?: readonly ClassName[] | undefined;
  /**
   * Classes that no answer lists, by label or index. It excludes `allow`.
   * @default none
   * @example classifier.classify(photo, { deny: ['website'] })
   */
  readonly deny?: readonly ClassName[] | undefined;
}

/** One class of an answer. */
export interface Classification {
  /** The class, counted from 0. */
  readonly index: number;
  readonly label: string;
  /** The probability, from 0 to 1; the logit where `activation` is `none`. */
  readonly score: number;
}

/** What `classify` is asked, with the labels of the language that was chosen. */
export interface Question extends Omit<ScoreOptions, 'language'>, ListOptions {
  readonly labels: readonly string[];
}

const FIRST = 5;

/**
 * The best classes of some logits, best first, equal ones by index. Throws a ConfigError for a class that there is not,
 * a ResNeStError unless every logit is finite.
 */
export function ranked(logits: Float32Array, question: Question): Classification[] {
  const { topK = FIRST, minScore = -Infinity, activation = 'softmax', labels } = question;
  const listed = isListed(question, () => logits.length);
  return Array.from(scoresOf(logits, activation), (score, index) => ({ index, label: labelOf(labels, index), score }))
    .filter(({ index, score }) => score >= minScore && listed(index))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, topK);
}

/** Whether answers may list a class. Throws a ConfigError for a class that there is not. */
export function isListed({ allow, deny, labels }: Question, classes: () => number): (index: number) => boolean {
  const allowed = allow && classesNamed(allow, labels, classes(), 'allow');
  const denied = deny && classesNamed(deny, labels, classes(), 'deny');
  return (index) => (allowed?.has(index) ?? true) && !denied?.has(index);
}
