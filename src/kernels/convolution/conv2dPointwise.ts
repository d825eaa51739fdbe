import source from '../../../shaders/convolution/conv2dPointwise.wgsl?raw';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel } from '../kernel';
import { epilogueSlot } from './epilogue';
import { load } from '../load';
import { convertsMaps, groupBlocks, groupsAreBlocked, pixelsOf, registerGrid, registerTilings } from './tiles';

/** Outputs of a thread where each number is converted for its products. */
const MOST_OUTPUTS = 8;

/** A 1x1 convolution of stride 1 whose groups are whole vec4f, by register tiles along the joined rows. */
export const conv2dPointwise = defineKernel<Conv2d>({
  name: 'conv2dPointwise',
  source,
  op: 'conv2d',
  halves: true,
  loads: true,
  accepts: (op, { input }) =>
    op.kernelSize === 1 && op.stride === 1 && op.padding === 0 && op.rectify === 'none' && groupsAreBlocked(op, input),
  tilings: (op, shapes, target) =>
    registerTilings(pixelsOf(op, shapes), target, convertsMaps(op, shapes, target) ? [MOST_OUTPUTS] : []),
  launch: (op, shapes, storage, tiling) => {
    const extent = pixelsOf(op, shapes);
    const loaded = load(op, shapes.input);
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        PIXELS: extent.run,
        RELU: Number(op.relu),
        ...loaded.parameters,
        ...tiling,
      },
      slots: { weights: storage, ...loaded.slots, epilogue: epilogueSlot(op) },
      workgroups: registerGrid(extent, tiling),
      weightLayout: 'blocked',
    };
  },
});
