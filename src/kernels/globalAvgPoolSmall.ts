import source from '../../shaders/globalAvgPoolSmall.wgsl?raw';
import { ceilDiv, channelBlocks } from '../core/tensor';
import type { GlobalAvgPool } from '../ops/pool2d';
import { tableOf } from './adapters/adapterTables';
import { largestDivisor } from './convolution/tiles';
import { splitsAreBlocked } from './globalAvgPool';
import { defineKernel } from './kernel';

/** The most pixels that a thread loads before it waits for them. */
const MOST_AT_ONCE = 8;

/** The mean of each of many small maps, a thread for four channels. */
export const globalAvgPoolSmall = defineKernel<GlobalAvgPool>({
  name: 'globalAvgPoolSmall',
  source,
  op: 'globalAvgPool',
  halves: true,
  accepts: (op, { input }, target) =>
    splitsAreBlocked(op, input) && input[2] * input[3] <= tableOf(target).smallPool.mostPixels,
  // One at a time goes through maps of all sizes.
  tilings: (_, __, target) => [
    { WORKGROUP_X: tableOf(target).smallPool.threads, ...(target.general && { AT_ONCE: 1 }) },
  ],
  launch: ({ splits = 1 }, { input: [, , height, width], output: [n, channels] }, _, tiling) => {
    const blocks = channelBlocks(channels);
    const pixels = height * width;
    const { WORKGROUP_X = 64, AT_ONCE = largestDivisor(pixels, MOST_AT_ONCE) } = tiling;
    return {
      parameters: {
        SPLITS: splits,
        BLOCKS: blocks,
        PIXELS: pixels,
        AT_ONCE,
        WORKGROUP_X,
      },
      slots: {},
      workgroups: [ceilDiv(blocks, WORKGROUP_X), 1, n],
    };
  },
});
