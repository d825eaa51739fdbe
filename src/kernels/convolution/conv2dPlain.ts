import source from '../../../shaders/convolution/conv2dPlain.wgsl?raw';
import { ceilDiv, channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel } from '../kernel';
import { epilogueSlot, rectify } from './epilogue';
import { windowParameters } from './tiles';

/** Pixels of a workgroup, and its vec4f of output channels. */
const SIDE = 8;

/** Any convolution at all: the fallback for groups that are no whole vec4f. */
export const conv2dPlain = defineKernel<Conv2d>({
  name: 'conv2dPlain',
  source,
  op: 'conv2d',
  halves: true,
  accepts: () => true,
  launch: (op, shapes, storage) => {
    const [n, outChannels, height, width] = shapes.output;
    const rectification = rectify(op);
    return {
      parameters: {
        IN_CHANNELS: shapes.input[1],
        OUT_CHANNELS: outChannels,
        GROUPS: op.groups,
        ...windowParameters(op, shapes),
        ...rectification.parameters,
      },
      slots: { weights: `plain_${storage}`, ...rectification.slots, epilogue: epilogueSlot(op) },
      workgroups: [ceilDiv(height * width, SIDE), ceilDiv(channelBlocks(outChannels), SIDE), n],
      weightLayout: 'plain',
    };
  },
});
