import source from '../../../shaders/convolution/conv2dDirect.wgsl?raw';
import { type Conv2d, convolvedShape } from '../../ops/conv2d';
import { tableOf } from '../adapters/adapterTables';
import { defineKernel } from '../kernel';
import {
  groupBlocks,
  groupsAreBlocked,
  registerGrid,
  registerTilings,
  rowsOf,
  windowOf,
  windowParameters,
} from './tiles';
import { epilogueSlot, rectify } from './epilogue';

/**
 * Any convolution whose groups are whole vec4f, by register tiles along a row. Where the inputs of groups are not, it is for
 * adapters without quads: kernels for those want the weights in PyTorch's order then.
 */
export const conv2dDirect = defineKernel<Conv2d>({
  name: 'conv2dDirect',
  source,
  op: 'conv2d',
  halves: true,
  pools: true,
  accepts: (op, { input }, { quads }) => groupsAreBlocked(op, input, !quads),
  tilings: (op, shapes, target) => {
    const TAPS = target.general || tableOf(target).barriers === 'dear' ? 1 : op.kernelSize;
    return registerTilings(rowsOf(op, shapes), target).map((tiling) => ({ ...tiling, TAPS }));
  },
  launch: (op, shapes, storage, tiling) => {
    const rectification = rectify(op);
    const { TAPS = 1, TILE_X = 1 } = tiling;
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        GROUP_IN: convolvedShape(op, shapes.input)[1] / op.groups,
        ...windowParameters(op, shapes),
        ...rectification.parameters,
        ...tiling,
        TAPS,
        WINDOW: TAPS === 1 ? 1 : windowOf(op, TILE_X),
      },
      slots: {
        taps: TAPS === 1 ? 'one' : 'row',
        weights: storage,
        ...rectification.slots,
        epilogue: epilogueSlot(op),
        pool: 'none',
      },
      workgroups: registerGrid(rowsOf(op, shapes), tiling),
      weightLayout: 'blocked',
    };
  },
});
