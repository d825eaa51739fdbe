import source from '../../shaders/avgPool2d.wgsl?raw';
import { channelBlocks } from '../core/tensor';
import type { AvgPool2d } from '../ops/pool2d';
import { defineKernel, row } from './kernel';
import type { Launch, StepShapes } from './launch';

/** Parameters of a shader that pools: the sizes of the maps, and how the window slides. */
export const poolParameters = (op: AvgPool2d, { input, output }: StepShapes): Launch['parameters'] => ({
  BLOCKS: channelBlocks(output[1]),
  IN_HEIGHT: input[2],
  IN_WIDTH: input[3],
  OUT_HEIGHT: output[2],
  OUT_WIDTH: output[3],
  KERNEL_SIZE: op.kernelSize,
  STRIDE: op.stride,
  PADDING: op.padding,
  PADDING_END: op.paddingEnd,
  COUNT_INCLUDE_PAD: Number(op.countIncludePad),
});

/** PyTorch's avg_pool2d in both of its countings. */
export const avgPool2d = defineKernel<AvgPool2d>({
  name: 'avgPool2d',
  source,
  op: 'avgPool2d',
  halves: true,
  accepts: () => true,
  launch: (op, shapes) => {
    const [n, channels, height, width] = shapes.output;
    const { workgroup, workgroups } = row(height * width, channelBlocks(channels), n);
    return { parameters: { ...poolParameters(op, shapes), WORKGROUP_X: workgroup }, slots: {}, workgroups };
  },
});
