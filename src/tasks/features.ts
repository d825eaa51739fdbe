/**
 * The feature maps of the backbone.
 */
import { type LayerName, LAYERS } from '../model/backbone/features';
import type { TensorSource } from './source';
import { outputOf, type Task, usualView } from './task';

/** Feature maps [N, C, H, W], row-major, from the finest to the coarsest. */
export type Features = Readonly<Record<LayerName, TensorSource>>;

/** The outputs of layer1 to layer4. */
export const features: Task<Features> = {
  wants: () => LAYERS,
  view: usualView,
  answer: (outputs) => {
    const named = LAYERS.map((name) => [name, outputOf(outputs, name)] as const);
    return Object.fromEntries(named) as unknown as Features;
  },
};
