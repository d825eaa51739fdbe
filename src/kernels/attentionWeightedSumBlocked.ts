import source from '../../shaders/attentionWeightedSumBlocked.wgsl?raw';
import { ceilDiv, channelBlocks } from '../core/tensor';
import type { AttentionWeightedSum } from '../ops/splitAttention';
import { tableOf } from './adapters/adapterTables';
import { defineKernel, row } from './kernel';

/** The attention-weighted sum over splits that are whole vec4f. */
export const attentionWeightedSumBlocked = defineKernel<AttentionWeightedSum>({
  name: 'attentionWeightedSumBlocked',
  source,
  op: 'attentionWeightedSum',
  halves: true,
  accepts: ({ radix }, { input }) => input[1] % (4 * radix) === 0,
  tilings: (_, __, target) => [{ RUN: tableOf(target).attendedPixels }],
  launch: ({ radix }, { output: [n, channels, height, width] }, _, { RUN = 1 }) => {
    const blocks = channelBlocks(channels);
    const pixels = height * width;
    const { workgroup, workgroups } = row(ceilDiv(pixels, RUN), blocks, n);
    return {
      parameters: { RADIX: radix, IMAGES: n, BLOCKS: blocks, PIXELS: pixels, RUN, WORKGROUP_X: workgroup },
      slots: {},
      workgroups,
    };
  },
});
