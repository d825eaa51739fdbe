/**
 * The most probable classes of a photo, and the logits that they are made of.
 */
import { ConfigError, ResNeStError } from '../core/errors';
import type { Graph, OutputName } from '../model/graph';
import type { CallOptions } from './source';
import { outputOf, type Task, usualView } from './task';

export interface ClassifyOptions extends CallOptions {
  /**
   * How many classes an answer lists, from 1 on; all where the model has fewer.
   * @default 5
   * @example classifier.classify(photo, { topK: 1 })
   */
  readonly topK?: number | undefined;
}

/** One class of an answer. */
export interface Classification {
  /** The class, counted from 0. */
  readonly index: number;
  readonly label: string;
  /** The softmax probability, from 0 to 1. */
  readonly score: number;
}

/** The `k` most probable classes. */
export const classify = (k: number): Task<Classification[]> => ({
  wants: logitsOnly,
  view: usualView,
  images: 1,
  answer: (outputs, { labels }) => topK(outputOf(outputs, 'logits').data, k, labels),
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

/** Probabilities that sum to 1, in double precision. Throws a ResNeStError unless every logit is finite. */
export function softmax(logits: Float32Array): Float64Array {
  const broken = logits.findIndex((logit) => !Number.isFinite(logit));
  if (broken >= 0)
    throw new ResNeStError(
      'not-finite',
      `the logit of class ${broken} is ${logits[broken]}; check that the weights and the input hold finite numbers only`,
    );
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * The `k` most probable classes, best first, equal ones by index; all classes if there are fewer than `k`. A class
 * without a label is called `class 17`. Throws a ConfigError for a `k` that is no whole number above 0.
 */
export function topK(logits: Float32Array, k: number, labels: readonly string[] = []): Classification[] {
  if (!Number.isInteger(k) || k < 1) throw new ConfigError('option', `topK is ${k}; it must be a whole number above 0`);
  const scores = softmax(logits);
  return Array.from(scores, (score, index) => ({ index, label: labels[index] ?? `class ${index}`, score }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, k);
}
