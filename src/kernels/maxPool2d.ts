import source from '../../shaders/maxPool2d.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { MaxPool2d } from '../ops/pool2d';
import { defineKernel, row } from './kernel';

/** PyTorch's max_pool2d. */
export const maxPool2d = defineKernel<MaxPool2d>({
  name: 'maxPool2d',
  source,
  op: 'maxPool2d',
  halves: true,
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
        WORKGROUP_X: workgroup,
      },
      slots: {},
      workgroups,
    };
  },
});
