/**
 * What the rest of the house knows of the backbone: the maps that it gives, and its names in a state dict.
 */
import type { Value } from '../graph';

/** The backbone's outputs, from the finest map to the coarsest. */
export const LAYERS = ['layer1', 'layer2', 'layer3', 'layer4'] as const;
export type LayerName = (typeof LAYERS)[number];

/** The feature maps [N, C, H, W] of the backbone while the graph is built. */
export type Features = Readonly<Record<LayerName, Value>>;

/** The tensors of the backbone in a state dict with the original's names. */
export const OF_BACKBONE = /^(conv1|bn1|layer[1-4])\./;

/** The channels of layer4's maps, in every ResNeSt. */
export const MAP_CHANNELS = 2048;
