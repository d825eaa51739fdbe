import source from '../../../shaders/convolution/conv2dStem.wgsl?raw';
import type { Storage } from '../../core/storage';
import { channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { tableOf } from '../adapters/adapterTables';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { StepShapes, Tiling } from '../launch';
import {
  bestFirst,
  largestDivisor,
  MOST_WORKGROUP_BYTES,
  registerGrid,
  registerTiles,
  rowsOf,
  withWorkgroup,
  windowParameters,
} from './tiles';

/** Outputs of a thread. */
const OUTPUTS = [4, 2, 1];

/** The most accumulators of the best guess. */
const USUAL = 16;

/** The most vec4f of output channels that a thread takes at once. */
const MOST_BLOCKS = 8;

/**
 * How weights come to the products: what is packed is unpacked once a workgroup, if its memory holds that and several
 * outputs of a thread take each from there.
 */
function factorsOf(op: Conv2d, { input }: StepShapes, storage: Storage, tiling: Tiling): 'direct' | 'tile' {
  const { TILE_X = 1, TILE_C = 1, WORKGROUP_Y = 1 } = tiling;
  const bytes = WORKGROUP_Y * TILE_C * op.kernelSize ** 2 * input[1] * 16;
  return storage === 'f32' || TILE_X === 1 || bytes > MOST_WORKGROUP_BYTES ? 'direct' : 'tile';
}

/** A convolution of at most four channels: the first of a network. */
export const conv2dStem = defineKernel<Conv2d>({
  name: 'conv2dStem',
  source,
  op: 'conv2d',
  halves: true,
  accepts: (op, { input }) => op.groups === 1 && op.rectify === 'none' && input[1] <= 4,
  tilings: (op, shapes, target): readonly Tiling[] => {
    const { registers, accumulators } = tableOf(target);
    const extent = rowsOf(op, shapes);
    const blocks = [largestDivisor(extent.blocks, MOST_BLOCKS)];
    return bestFirst(
      registerTiles(extent, OUTPUTS, blocks, accumulators),
      ({ TILE_X, TILE_C }) => TILE_X * TILE_C <= USUAL,
    ).map((tile) => withWorkgroup(extent, tile, registers.threads));
  },
  launch: (op, shapes, storage, tiling) => ({
    parameters: {
      IN_CHANNELS: shapes.input[1],
      OUT_BLOCKS: channelBlocks(op.outChannels),
      ...windowParameters(op, shapes),
      ...tiling,
    },
    slots: { weights: storage, factors: factorsOf(op, shapes, storage, tiling), epilogue: epilogueSlot(op) },
    workgroups: registerGrid(rowsOf(op, shapes), tiling),
    weightLayout: 'blocked',
  }),
});
