import source from '../../shaders/globalPool.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import { channelsPerMap, type GlobalPool } from '../ops/globalPool';
import { defineKernel } from './kernel';

/** How much of the mean and of the maximum goes where: into the first half of the channels, and into the second. */
const SHARES: Readonly<Record<GlobalPool['mode'], readonly [mean: number, max: number]>> = {
  max: [0, 1],
  avgmax: [0.5, 0.5],
  catavgmax: [1, 0],
  catmaxavg: [0, 1],
};

/** The mean and the maximum of each map, by a tree in workgroup memory. */
export const globalPool = defineKernel<GlobalPool>({
  name: 'globalPool',
  source,
  op: 'globalPool',
  halves: true,
  // A half of the output that ends within a vec4f would share it with the other.
  accepts: (op, { input }) => channelsPerMap(op) === 1 || input[1] % 4 === 0,
  launch: (op, { input: [n, channels, height, width] }) => {
    const [mean, max] = SHARES[op.mode];
    const blocks = channelBlocks(channels);
    return {
      parameters: {
        ...{ BLOCKS: blocks, PIXELS: height * width, HALVES: channelsPerMap(op), MEAN: mean, MAX: max },
        WORKGROUP_X: 64,
      },
      slots: {},
      workgroups: [1, blocks, n],
    };
  },
});
