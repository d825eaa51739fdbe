import source from '../../../shaders/convolution/conv2dStem.wgsl?raw';
import { channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { tableOf } from '../adapters/adapterTables';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { Tiling } from '../launch';
import {
  bestFirst,
  largestDivisor,
  registerGrid,
  registerTiles,
  rowsOf,
  withWorkgroup,
  windowParameters,
} from './tiles';

/** Outputs of a thread. */
const OUTPUTS = [4, 2, 1];

/** The most vec4f of output channels that a thread takes at once. */
const MOST_BLOCKS = 8;

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
    const usual = Math.max(...registers.outputs) * Math.max(...registers.blocks);
    const blocks = [largestDivisor(extent.blocks, MOST_BLOCKS)];
    return bestFirst(
      registerTiles(extent, OUTPUTS, blocks, accumulators),
      ({ TILE_X, TILE_C }) => TILE_X * TILE_C <= usual,
    ).map((tile) => withWorkgroup(extent, tile, registers.threads));
  },
  launch: (op, shapes, storage, tiling) => ({
    parameters: {
      IN_CHANNELS: shapes.input[1],
      OUT_BLOCKS: channelBlocks(op.outChannels),
      ...windowParameters(op, shapes),
      ...tiling,
    },
    slots: { weights: storage, epilogue: epilogueSlot(op) },
    workgroups: registerGrid(rowsOf(op, shapes), tiling),
    weightLayout: 'blocked',
  }),
});
