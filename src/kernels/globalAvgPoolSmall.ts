import source from '../../shaders/globalAvgPoolSmall.wgsl?raw';
import { ceilDiv, channelBlocks } from '../core/tensor';
import type { GlobalAvgPool } from '../ops/pool2d';
import { splitsAreBlocked } from './globalAvgPool';
import { defineKernel } from './kernel';

/** Maps of layer3 and layer4 at usual input sizes: a tree over their pixels would be mostly barriers. */
const MOST_PIXELS = 256;

/** The mean of each of many small maps, a thread for four channels. */
export const globalAvgPoolSmall = defineKernel<GlobalAvgPool>({
  name: 'globalAvgPoolSmall',
  source,
  op: 'globalAvgPool',
  accepts: (op, { input }, { adapter }) =>
    splitsAreBlocked(op, input) && (adapter === 'cpu' || input[2] * input[3] <= MOST_PIXELS),
  // On the CPU a subgroup a workgroup: there are few threads, and each core takes whole workgroups.
  tilings: (_, __, { adapter }) => [{ WORKGROUP_X: adapter === 'cpu' ? 4 : 64 }],
  launch: ({ splits = 1 }, { input: [, , height, width], output: [n, channels] }, _, { WORKGROUP_X = 64 }) => {
    const blocks = channelBlocks(channels);
    return {
      parameters: { SPLITS: splits, BLOCKS: blocks, PIXELS: height * width, WORKGROUP_X },
      slots: {},
      workgroups: [ceilDiv(blocks, WORKGROUP_X), 1, n],
    };
  },
});
