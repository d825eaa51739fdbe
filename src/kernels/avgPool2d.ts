import source from '../../shaders/avgPool2d.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { AvgPool2d } from '../ops/pool2d';
import { defineKernel, row } from './kernel';

/** PyTorch's avg_pool2d in both of its countings. */
export const avgPool2d = defineKernel<AvgPool2d>({
  name: 'avgPool2d',
  source,
  op: 'avgPool2d',
  accepts: () => true,
  launch: (op, { input, output }) => {
    const [n, channels, height, width] = output;
    const { workgroup, workgroups } = row(height * width, channelBlocks(channels), n);
    return {
      parameters: {
        BLOCKS: channelBlocks(channels),
        IN_HEIGHT: input[2],
        IN_WIDTH: input[3],
        OUT_HEIGHT: height,
        OUT_WIDTH: width,
        KERNEL_SIZE: op.kernelSize,
        STRIDE: op.stride,
        PADDING: op.padding,
        PADDING_END: op.paddingEnd,
        COUNT_INCLUDE_PAD: Number(op.countIncludePad),
        WORKGROUP_X: workgroup,
      },
      slots: {},
      workgroups,
    };
  },
});
