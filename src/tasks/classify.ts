/**
 * The most probable classes of a photo, and the logits that they are made of.
 */
import { ConfigError } from '../core/errors';
import { need } from '../core/need';
import { type Graph, nodeOf, type OutputName } from '../model/graph';
import { shapesOf } from '../model/shapes';
import { classesNamed, type ClassName, labelOf } from './scoring/classNames';
import { type Activation, scoresOf } from './scoring/scores';
import type { PhotoOptions } from './source';
import { outputOf, type Task, usualView } from './task';

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

export interface ClassifyOptions extends PhotoOptions, ScoreOptions {
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
export interface Question extends Omit<ClassifyOptions, 'language'> {
  readonly labels: readonly string[];
}

const FIRST = 5;

/** The best classes, as the question wants them. */
export const classify = (question: Question): Task<Classification[]> => ({
  wants: (graph) => {
    const wanted = logitsOnly(graph);
    isListed(question, () => classesOf(graph)); // a wrong name costs no run
    return wanted;
  },
  view: usualView,
  images: 1,
  answer: (outputs) => ranked(outputOf(outputs, 'logits').data, question),
});

/** The logits [classes] of a photo, [N, classes] of a tensor of N images. */
export const logits: Task<Float32Array> = {
  wants: logitsOnly,
  view: usualView,
  answer: (outputs) => outputOf(outputs, 'logits').data,
};

function logitsOnly({ outputs }: Graph): readonly OutputName[] {
  if ('logits' in outputs) return ['logits'];
  const others = 'embedding' in outputs ? 'embed() or features()' : 'features()';
  throw new ConfigError('no-classifier', `this checkpoint has no classifier; call ${others}, or load one that has`);
}

/** The number of classes does not depend on the size of the input. */
const classesOf = (graph: Graph): number =>
  need(shapesOf(graph, [1, graph.inChannels, 64, 64]), nodeOf(graph, 'logits').id, 'shape of node')[1];

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

/** Whether answers may list a class. */
function isListed({ allow, deny, labels }: Question, classes: () => number): (index: number) => boolean {
  const allowed = allow && classesNamed(allow, labels, classes(), 'allow');
  const denied = deny && classesNamed(deny, labels, classes(), 'deny');
  return (index) => (allowed?.has(index) ?? true) && !denied?.has(index);
}
