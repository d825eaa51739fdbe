import source from '../../shaders/globalAvgPool.wgsl?raw';
import { channelBlocks, type Shape4 } from '../core/tensor';
import type { GlobalAvgPool } from '../ops/pool2d';
import { defineKernel } from './kernel';

/** Whether each split's channels are whole vec4f; a single split may be padded. */
export const splitsAreBlocked = ({ splits = 1 }: GlobalAvgPool, [, channels]: Shape4): boolean =>
  splits === 1 || channels % (4 * splits) === 0;

/** The mean of each map, by a tree in workgroup memory. */
export const globalAvgPool = defineKernel<GlobalAvgPool>({
  name: 'globalAvgPool',
  source,
  op: 'globalAvgPool',
  halves: true,
  accepts: (op, { input }) => splitsAreBlocked(op, input),
  launch: ({ splits = 1 }, { input: [, , height, width], output: [n, channels] }) => ({
    parameters: { SPLITS: splits, BLOCKS: channelBlocks(channels), PIXELS: height * width, WORKGROUP_X: 64 },
    slots: {},
    workgroups: [1, channelBlocks(channels), n],
  }),
});
