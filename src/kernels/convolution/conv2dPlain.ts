import source from '../../../shaders/convolution/conv2dPlain.wgsl?raw';
import { ceilDiv, channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { defineKernel, grid } from '../kernel';
import { epilogueSlot, rectify } from './epilogue';
import { windowParameters } from './tiles';

/** Any convolution at all: the fallback for groups that are no whole vec4f. */
export const conv2dPlain = defineKernel<Conv2d>({
  name: 'conv2dPlain',
  source,
  op: 'conv2d',
  halves: true,
  pools: true,
  accepts: () => true,
  tilings: (_, __, { general }) => [general ? { WORKGROUP_X: 8, WORKGROUP_Y: 8 } : {}],
  launch: (op, shapes, storage, tiling) => {
    const [n, outChannels, height, width] = shapes.output;
    const [x, y] = [height * width, channelBlocks(outChannels)];
    const [wide, high] = grid(x, y, n).workgroup;
    const { WORKGROUP_X = wide, WORKGROUP_Y = high } = tiling;
    const rectification = rectify(op);
    return {
      parameters: {
        IN_CHANNELS: shapes.input[1],
        OUT_CHANNELS: outChannels,
        GROUPS: op.groups,
        ...windowParameters(op, shapes),
        ...rectification.parameters,
        WORKGROUP_X,
        WORKGROUP_Y,
      },
      slots: { weights: `plain_${storage}`, ...rectification.slots, epilogue: epilogueSlot(op), pool: 'none' },
      workgroups: [ceilDiv(x, WORKGROUP_X), ceilDiv(y, WORKGROUP_Y), n],
      weightLayout: 'plain',
    };
  },
});
