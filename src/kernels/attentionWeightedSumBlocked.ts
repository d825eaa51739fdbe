import source from '../../shaders/attentionWeightedSumBlocked.wgsl?raw';
import { ceilDiv, channelBlocks } from '../core/tensor';
import type { AttentionWeightedSum } from '../ops/splitAttention';
import { defineKernel, row } from './kernel';

/** Pixels of a thread: where threads run one after the other, what each begins with is spared. */
const RUN_ON_CPU = 16;

/** The attention-weighted sum over splits that are whole vec4f. */
export const attentionWeightedSumBlocked = defineKernel<AttentionWeightedSum>({
  name: 'attentionWeightedSumBlocked',
  source,
  op: 'attentionWeightedSum',
  accepts: ({ radix }, { input }) => input[1] % (4 * radix) === 0,
  tilings: (_, __, { adapter }) => [{ RUN: adapter === 'cpu' ? RUN_ON_CPU : 1 }],
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
