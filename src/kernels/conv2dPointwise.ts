import source from '../../shaders/conv2dPointwise.wgsl?raw';
import type { Conv2d } from '../ops/conv2d';
import { defineKernel, grid } from './kernel';
import { epilogueSlot } from './epilogue';
import { channelTile, groupBlocks, groupsAreBlocked, outputTile } from './tiles';

/** A 1x1 convolution of stride 1 whose groups are whole vec4f, by register tiles along the joined rows. */
export const conv2dPointwise = defineKernel<Conv2d>({
  name: 'conv2dPointwise',
  source,
  op: 'conv2d',
  accepts: (op, { input }) =>
    op.kernelSize === 1 && op.stride === 1 && op.padding === 0 && op.rectify === 'none' && groupsAreBlocked(op, input),
  launch: (op, { input, output }, storage) => {
    const [n, , height, width] = output;
    const pixels = height * width;
    const blocks = groupBlocks(op, input);
    const tileX = outputTile(pixels);
    const outputTiles = Math.ceil(pixels / tileX);
    const tileC = channelTile(blocks.GROUP_OUT_BLOCKS, blocks.GROUPS, outputTiles);
    const channelTiles = (blocks.GROUPS * blocks.GROUP_OUT_BLOCKS) / tileC;
    const { workgroup, workgroups } = grid(outputTiles, channelTiles, n);
    return {
      parameters: {
        ...blocks,
        PIXELS: pixels,
        RELU: Number(op.relu),
        TILE_X: tileX,
        TILE_C: tileC,
        WORKGROUP_X: workgroup[0],
        WORKGROUP_Y: workgroup[1],
      },
      slots: { weights: storage, epilogue: epilogueSlot(op) },
      workgroups,
      weightLayout: 'blocked',
    };
  },
});
