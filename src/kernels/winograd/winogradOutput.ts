import source from '../../../shaders/winograd/winogradOutput.wgsl?raw';
import { channelBlocks } from '../../core/tensor';
import { type WinogradOutput, winogradSpan } from '../../ops/winograd';
import { defineKernel, row } from '../kernel';

/** The output side of Winograd: tiles, transformed back, with a convolution's epilogue. */
export const winogradOutput = defineKernel<WinogradOutput>({
  name: 'winogradOutput',
  source,
  op: 'winogradOutput',
  halves: true,
  pools: true,
  accepts: (op) => op.outChannels % 4 === 0,
  launch: (op, { input: [n, , high, wide] }) => {
    const blocks = channelBlocks(op.outChannels);
    const { workgroup, workgroups } = row(4 * high * wide, blocks, n);
    return {
      parameters: {
        SPAN: winogradSpan(op.tile),
        TILE: op.tile,
        IMAGES: n,
        BLOCKS: blocks,
        HEIGHT: op.height,
        WIDTH: op.width,
        RELU: Number(op.relu),
        WORKGROUP_X: workgroup,
      },
      slots: { winograd: String(op.tile), pool: 'none' },
      workgroups,
    };
  },
});
