import source from '../../shaders/rSoftMax.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { RSoftMax } from '../ops/splitAttention';
import { defineKernel, row } from './kernel';

/** Softmax over the radix, cardinal-major to radix-major; the sigmoid at radix 1. */
export const rSoftMax = defineKernel<RSoftMax>({
  name: 'rSoftMax',
  source,
  op: 'rSoftMax',
  accepts: () => true,
  launch: ({ radix, cardinality }, { output: [n, channels] }) => {
    const { workgroup, workgroups } = row(channelBlocks(channels), 1, n);
    return {
      parameters: {
        RADIX: radix,
        CARDINALITY: cardinality,
        WIDTH: channels / radix / cardinality,
        WORKGROUP_X: workgroup,
      },
      slots: {},
      workgroups,
    };
  },
});
