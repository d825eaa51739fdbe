import source from '../../../shaders/convolution/groupedFc.wgsl?raw';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel, row } from '../kernel';
import { epilogueSlot } from './epilogue';
import { groupBlocks, groupsAreBlocked } from './tiles';

/** A grouped fully connected layer: fc1 and fc2 of split attention, and the classifier. */
export const groupedFc = defineKernel<Conv2d>({
  name: 'groupedFc',
  source,
  op: 'conv2d',
  halves: true,
  accepts: (op, { input }) =>
    op.kernelSize === 1 &&
    op.stride === 1 &&
    op.padding === 0 &&
    op.rectify === 'none' &&
    input[2] * input[3] === 1 &&
    groupsAreBlocked(op, input),
  launch: (op, { input, output }, storage) => {
    const blocks = groupBlocks(op, input);
    const { workgroup, workgroups } = row(blocks.GROUPS * blocks.GROUP_OUT_BLOCKS, 1, output[0]);
    return {
      parameters: { ...blocks, RELU: Number(op.relu), WORKGROUP_X: workgroup },
      slots: { weights: storage, epilogue: epilogueSlot(op) },
      workgroups,
      weightLayout: 'blocked',
    };
  },
});
