/**
 * The feature maps of the backbone.
 */
import { type LayerName, LAYERS } from '../model/backbone/features';
import { gpuOutputOf, type GpuOutputs, type GpuTensor } from './gpuTensor';
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

/** The same in buffers of the GPU. */
export type GpuFeatures = Readonly<Record<LayerName, GpuTensor>>;

export const featuresOnGpu: Task<GpuFeatures, GpuOutputs> = {
  ...features,
  answer: (outputs) =>
    Object.fromEntries(LAYERS.map((name) => [name, gpuOutputOf(outputs, name)])) as unknown as GpuFeatures,
};
