import source from '../../shaders/globalAvgPoolSmall.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { GlobalAvgPool } from '../ops/pool2d';
import { defineKernel, row } from './kernel';

/** Maps of layer3 and layer4 at usual input sizes: a tree over their pixels would be mostly barriers. */
const MOST_PIXELS = 256;

/** The mean of each of many small maps, a thread for four channels. */
export const globalAvgPoolSmall = defineKernel<GlobalAvgPool>({
  name: 'globalAvgPoolSmall',
  source,
  op: 'globalAvgPool',
  accepts: (_, { input: [, , height, width] }) => height * width <= MOST_PIXELS,
  launch: (_, { input: [n, channels, height, width] }) => {
    const { workgroup, workgroups } = row(channelBlocks(channels), 1, n);
    return {
      parameters: { BLOCKS: channelBlocks(channels), PIXELS: height * width, WORKGROUP_X: workgroup },
      slots: {},
      workgroups,
    };
  },
});
