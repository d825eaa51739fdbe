import source from '../../../shaders/convolution/conv2dDirect.wgsl?raw';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel } from '../kernel';
import { groupBlocks, groupsAreBlocked, registerGrid, registerTilings, rowsOf, windowParameters } from './tiles';
import { epilogueSlot, rectify } from './epilogue';

/** Any convolution whose groups are whole vec4f, by register tiles along a row. */
export const conv2dDirect = defineKernel<Conv2d>({
  name: 'conv2dDirect',
  source,
  op: 'conv2d',
  halves: true,
  pools: true,
  accepts: (op, { input }) => groupsAreBlocked(op, input),
  tilings: (op, shapes, target) => registerTilings(rowsOf(op, shapes), target),
  launch: (op, shapes, storage, tiling) => {
    const rectification = rectify(op);
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        ...windowParameters(op, shapes),
        ...rectification.parameters,
        ...tiling,
      },
      slots: { weights: storage, ...rectification.slots, epilogue: epilogueSlot(op), pool: 'none' },
      workgroups: registerGrid(rowsOf(op, shapes), tiling),
      weightLayout: 'blocked',
    };
  },
});
