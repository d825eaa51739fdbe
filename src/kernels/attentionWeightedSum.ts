import source from '../../shaders/attentionWeightedSum.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { AttentionWeightedSum } from '../ops/splitAttention';
import { defineKernel, row } from './kernel';

/** The attention-weighted sum over the splits. */
export const attentionWeightedSum = defineKernel<AttentionWeightedSum>({
  name: 'attentionWeightedSum',
  source,
  op: 'attentionWeightedSum',
  halves: true,
  accepts: () => true,
  launch: ({ radix }, { output: [n, channels, height, width] }) => {
    const { workgroup, workgroups } = row(height * width, channelBlocks(channels), n);
    return {
      parameters: { RADIX: radix, CHANNELS: channels, PIXELS: height * width, WORKGROUP_X: workgroup },
      slots: {},
      workgroups,
    };
  },
});
