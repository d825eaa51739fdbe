import source from '../../shaders/globalAvgPool.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { GlobalAvgPool } from '../ops/pool2d';
import { defineKernel } from './kernel';

/** The mean of each map, by a tree in workgroup memory. */
export const globalAvgPool = defineKernel<GlobalAvgPool>({
  name: 'globalAvgPool',
  source,
  op: 'globalAvgPool',
  accepts: () => true,
  launch: (_, { input: [n, channels, height, width] }) => ({
    parameters: { BLOCKS: channelBlocks(channels), PIXELS: height * width, WORKGROUP_X: 64 },
    slots: {},
    workgroups: [1, channelBlocks(channels), n],
  }),
});
