import source from '../../../shaders/convolution/conv2dPlain.wgsl?raw';
import { channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel, grid } from '../kernel';
import { epilogueSlot, rectify } from './epilogue';
import { windowParameters } from './tiles';

/** Any convolution at all: the fallback for groups that are no whole vec4f. */
export const conv2dPlain = defineKernel<Conv2d>({
  name: 'conv2dPlain',
  source,
  op: 'conv2d',
  accepts: () => true,
  launch: (op, shapes, storage) => {
    const [n, outChannels, height, width] = shapes.output;
    const { workgroup, workgroups } = grid(height * width, channelBlocks(outChannels), n);
    const rectification = rectify(op);
    return {
      parameters: {
        IN_CHANNELS: shapes.input[1],
        OUT_CHANNELS: outChannels,
        GROUPS: op.groups,
        ...windowParameters(op, shapes),
        ...rectification.parameters,
        WORKGROUP_X: workgroup[0],
        WORKGROUP_Y: workgroup[1],
      },
      slots: { weights: `plain_${storage}`, ...rectification.slots, epilogue: epilogueSlot(op) },
      workgroups,
      weightLayout: 'plain',
    };
  },
});
