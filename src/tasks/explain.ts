/**
 * Why a model takes a photo for a class: the class activation map, and the attention of each block.
 */
import { ConfigError } from '../core/errors';
import type { PlaneMap } from '../image/layOnto';
import {
  type Asked,
  attentionOutputs,
  type BlockAttention,
  type ExplainOptions,
  type Explanation,
} from './explaining/explanation';
import { linearHead } from './linearHead';
import { rangeOf } from './scoring/classNames';
import { type Task, usualView } from './task';

export type { BlockAttention, ExplainOptions, Explanation, PlaneMap };

/** The explanation of a class, of the most probable one by default. */
export const explain = ({ index, activation, labels }: Asked): Task<Explanation> => ({
  wants: (graph) => {
    const { classes } = linearHead(graph);
    if (index !== undefined && index >= classes)
      throw new ConfigError('option', `index is ${index}; ${rangeOf(classes)}`);
    return ['logits', 'layer4', ...attentionOutputs(graph)];
  },
  view: usualView,
  images: 1,
  answer: async (...given) =>
    (await import('./explaining/explained')).explained({ index, activation, labels }, ...given),
});
