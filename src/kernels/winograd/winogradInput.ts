import source from '../../../shaders/winograd/winogradInput.wgsl?raw';
import { channelBlocks } from '../../core/tensor';
import { type WinogradInput, winogradSpan } from '../../ops/winograd';
import { defineKernel, row } from '../kernel';

/** The input side of Winograd: overlapping tiles, transformed. */
export const winogradInput = defineKernel<WinogradInput>({
  name: 'winogradInput',
  source,
  op: 'winogradInput',
  halves: true,
  accepts: (_, { input }) => input[1] % 4 === 0,
  launch: ({ tile }, { input: [n, channels, height, width], output: [, , high, wide] }) => {
    const blocks = channelBlocks(channels);
    const { workgroup, workgroups } = row(4 * high * wide, blocks, n);
    return {
      parameters: {
        SPAN: winogradSpan(tile),
        TILE: tile,
        IMAGES: n,
        BLOCKS: blocks,
        HEIGHT: height,
        WIDTH: width,
        WORKGROUP_X: workgroup,
      },
      slots: { winograd: String(tile) },
      workgroups,
    };
  },
});
