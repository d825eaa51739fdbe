import source from '../../shaders/attentionWeightedPool.wgsl?raw';
import type { AttentionWeightedPool } from '../ops/splitAttention';
import { poolParameters } from './avgPool2d';
import { defineKernel, row } from './kernel';

/** The attention-weighted sum over the splits and the average pool behind it. */
export const attentionWeightedPool = defineKernel<AttentionWeightedPool>({
  name: 'attentionWeightedPool',
  source,
  op: 'attentionWeightedPool',
  halves: true,
  accepts: ({ radix }, { input }) => input[1] % (4 * radix) === 0,
  launch: ({ radix, pool }, { input, output }) => {
    const [n, channels, height, width] = output;
    const { workgroup, workgroups } = row(height * width, channels / 4, n);
    return {
      parameters: { RADIX: radix, IMAGES: n, ...poolParameters(pool, { input, output }), WORKGROUP_X: workgroup },
      slots: {},
      workgroups,
    };
  },
});
