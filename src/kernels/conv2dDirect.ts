import source from '../../shaders/conv2dDirect.wgsl?raw';
import type { Conv2d } from '../ops/conv2d';
import { defineKernel, grid } from './kernel';
import { channelTile, groupBlocks, groupsAreBlocked, outputTile } from './tiles';
import { epilogueSlot, rectify } from './epilogue';

/** Any convolution whose groups are whole vec4f, by register tiles along a row. */
export const conv2dDirect = defineKernel<Conv2d>({
  name: 'conv2dDirect',
  source,
  op: 'conv2d',
  accepts: (op, { input }) => groupsAreBlocked(op, input),
  launch: (op, { input, output }, storage) => {
    const [n, , height, width] = output;
    const blocks = groupBlocks(op, input);
    const tileX = outputTile(width);
    const outputTiles = Math.ceil(width / tileX) * height;
    const tileC = channelTile(blocks.GROUP_OUT_BLOCKS, blocks.GROUPS, outputTiles);
    const channelTiles = (blocks.GROUPS * blocks.GROUP_OUT_BLOCKS) / tileC;
    const { workgroup, workgroups } = grid(outputTiles, channelTiles, n);
    const rectification = rectify(op);
    return {
      parameters: {
        ...blocks,
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
        TILE_X: tileX,
        TILE_C: tileC,
        WORKGROUP_X: workgroup[0],
        WORKGROUP_Y: workgroup[1],
      },
      slots: { weights: storage, ...rectification.slots, epilogue: epilogueSlot(op) },
      workgroups,
      weightLayout: 'blocked',
    };
  },
});
