/**
 * The feature maps of the backbone.
 */
import type { TensorSource } from './source';
import { outputOf, type Task, usualView } from './task';

const LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'] as const;

/** Feature maps [N, C, H, W], row-major, from the finest to the coarsest. */
export type Features = Readonly<Record<(typeof LAYERS)[number], TensorSource>>;

/** The outputs of layer1 to layer4. */
export const features: Task<Features> = {
  wants: () => LAYERS,
  view: usualView,
  answer: (outputs) => {
    const named = LAYERS.map((name) => [name, outputOf(outputs, name)] as const);
    return Object.fromEntries(named) as unknown as Features;
  },
};
