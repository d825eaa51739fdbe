import source from '../../shaders/conv2dDirect.wgsl?raw';
import type { Conv2d } from '../ops/conv2d';
import { defineKernel } from './kernel';
import { groupBlocks, groupsAreBlocked, registerGrid, registerTilings, rowsOf } from './tiles';
import { epilogueSlot, rectify } from './epilogue';

/** Any convolution whose groups are whole vec4f, by register tiles along a row. */
export const conv2dDirect = defineKernel<Conv2d>({
  name: 'conv2dDirect',
  source,
  op: 'conv2d',
  accepts: (op, { input }) => groupsAreBlocked(op, input),
  tilings: (op, shapes, target) => registerTilings(rowsOf(op, shapes), target),
  launch: (op, shapes, storage, tiling) => {
    const { input, output } = shapes;
    const rectification = rectify(op);
    return {
      parameters: {
        ...groupBlocks(op, input),
        IN_HEIGHT: input[2],
        IN_WIDTH: input[3],
        OUT_HEIGHT: output[2],
        OUT_WIDTH: output[3],
        KERNEL_SIZE: op.kernelSize,
        STRIDE: op.stride,
        PADDING: op.padding,
        DILATION: op.dilation,
        RELU: Number(op.relu),
        ...rectification.parameters,
        ...tiling,
      },
      slots: { weights: storage, ...rectification.slots, epilogue: epilogueSlot(op) },
      workgroups: registerGrid(rowsOf(op, shapes), tiling),
      weightLayout: 'blocked',
    };
  },
});
