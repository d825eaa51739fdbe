import source from '../../shaders/gemPool.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import { GEM_LEAST, type GemPool } from '../ops/globalPool';
import { defineKernel } from './kernel';

/** The generalised mean of each map, by two trees in workgroup memory. */
export const gemPool = defineKernel<GemPool>({
  name: 'gemPool',
  source,
  op: 'gemPool',
  halves: true,
  accepts: () => true,
  launch: ({ p }, { input: [n, channels, height, width] }) => ({
    parameters: {
      CHANNELS: channels,
      BLOCKS: channelBlocks(channels),
      PIXELS: height * width,
      P: p,
      LEAST: GEM_LEAST,
      WORKGROUP_X: 64,
    },
    slots: {},
    workgroups: [1, channelBlocks(channels), n],
  }),
});
