import source from '../../shaders/conv2dPlain.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { Conv2d } from '../ops/conv2d';
import { defineKernel, grid } from './kernel';
import { epilogueSlot, rectify } from './epilogue';

/** Any convolution at all: the fallback for groups that are no whole vec4f. */
export const conv2dPlain = defineKernel<Conv2d>({
  name: 'conv2dPlain',
  source,
  op: 'conv2d',
  accepts: () => true,
  launch: (op, { input, output }, storage) => {
    const [n, outChannels, height, width] = output;
    const { workgroup, workgroups } = grid(height * width, channelBlocks(outChannels), n);
    const rectification = rectify(op);
    return {
      parameters: {
        IN_CHANNELS: input[1],
        OUT_CHANNELS: outChannels,
        GROUPS: op.groups,
        IN_HEIGHT: input[2],
        IN_WIDTH: input[3],
        OUT_HEIGHT: height,
        OUT_WIDTH: width,
        KERNEL_SIZE: op.kernelSize,
        STRIDE: op.stride,
        PADDING: op.padding,
        DILATION: op.dilation,
        RELU: Number(op.relu),
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
