/**
 * The most probable classes of a photo, and the logits that they are made of.
 */
import { ConfigError } from '../core/errors';
import { need } from '../core/need';
import { type Graph, nodeOf, type OutputName } from '../model/graph';
import { shapesOf } from '../model/shapes';
import {
  type Classification,
  isListed,
  type ListOptions,
  type Question,
  ranked,
  type ScoreOptions,
} from './scoring/ranked';
import type { PhotoOptions } from './source';
import { outputOf, type Task, usualView } from './task';

export interface ClassifyOptions extends PhotoOptions, ScoreOptions, ListOptions {}

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
