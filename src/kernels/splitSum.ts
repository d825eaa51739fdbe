import source from '../../shaders/splitSum.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { SplitSum } from '../ops/splitAttention';
import { defineKernel, row } from './kernel';

/** The sum over the splits. */
export const splitSum = defineKernel<SplitSum>({
  name: 'splitSum',
  source,
  op: 'splitSum',
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
