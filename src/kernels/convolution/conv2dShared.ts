import source from '../../../shaders/convolution/conv2dShared.wgsl?raw';
import { ceilDiv } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { tableOf } from '../adapterTables';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { Tiling } from '../launch';
import { load } from '../load';
import {
  bestFirst,
  type Extent,
  groupBlocks,
  groupsAreBlocked,
  MOST_WORKGROUP_BYTES,
  pixelsOf,
  windowParameters,
} from './tiles';

type SharedTiling = Readonly<Record<'TILE_X' | 'TILE_C' | 'STEP' | 'WORKGROUP_X' | 'WORKGROUP_Y', number>>;

/** A workgroup's outputs times its channels, and the threads that compute them, each 4 or 8 outputs times 1 or 2 vec4f. */
const TILES: readonly SharedTiling[] = [
  { TILE_X: 4, TILE_C: 2, WORKGROUP_X: 16, WORKGROUP_Y: 8, STEP: 4 }, // 64x64 by 128
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 16, WORKGROUP_Y: 16, STEP: 4 }, // 64x64 by 256
  { TILE_X: 8, TILE_C: 2, WORKGROUP_X: 8, WORKGROUP_Y: 8, STEP: 4 }, // 64x64 by 64
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 16, STEP: 4 }, // 32x64 by 128
  { TILE_X: 4, TILE_C: 2, WORKGROUP_X: 8, WORKGROUP_Y: 8, STEP: 4 }, // 32x64 by 64
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 8, STEP: 4 }, // 32x32 by 64
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 8, STEP: 8 }, // 32x32 by 64, half as many barriers
];

const channelsOf = ({ WORKGROUP_Y, TILE_C }: SharedTiling): number => WORKGROUP_Y * TILE_C;
const outputsOf = ({ WORKGROUP_X, TILE_X }: SharedTiling): number => WORKGROUP_X * TILE_X;

/** Bytes of a tile's inputs and weights in the workgroup's memory, and of its threads' sums where it pools. */
export const sharedBytes = (tiling: SharedTiling): number =>
  ((outputsOf(tiling) + channelsOf(tiling) * 4) * tiling.STEP + channelsOf(tiling) * tiling.WORKGROUP_X) * 16;

/** The part of the smallest tile's channels that a group must fill. */
const FULL_ENOUGH = 0.75;
const SMALLEST_CHANNELS = Math.min(...TILES.map(channelsOf));

/** Half of the smallest tile's outputs. */
const FEWEST_OUTPUTS = Math.min(...TILES.map(outputsOf)) / 2;

/** The part of its tiles, each of `channels` vec4f, that a group fills. */
const filled = (groupOutBlocks: number, channels: number): number =>
  groupOutBlocks / (ceilDiv(groupOutBlocks, channels) * channels);

const workgroupsOf = ({ run, images, blocks, groupBlocks: group }: Extent, tiling: SharedTiling): number =>
  ceilDiv(run, outputsOf(tiling)) * (blocks / group) * ceilDiv(group, channelsOf(tiling)) * images;

/** A convolution whose groups are whole vec4f and fill most of a tile, on GPUs with fast workgroup memory. */
export const conv2dShared = defineKernel<Conv2d>({
  name: 'conv2dShared',
  source,
  op: 'conv2d',
  loads: true,
  pools: true,
  accepts: (op, { input, output: [, , height, width] }) =>
    op.rectify === 'none' &&
    height * width >= FEWEST_OUTPUTS &&
    groupsAreBlocked(op, input) &&
    filled(groupBlocks(op, input).GROUP_OUT_BLOCKS, SMALLEST_CHANNELS) >= FULL_ENOUGH,
  tilings: (op, shapes, target): readonly Tiling[] => {
    const { shared, accumulators } = tableOf(target);
    if (!shared) return [];
    const extent = pixelsOf(op, shapes);
    const candidates = TILES.filter(
      (tiling) =>
        filled(extent.groupBlocks, channelsOf(tiling)) >= FULL_ENOUGH &&
        tiling.TILE_X * tiling.TILE_C <= accumulators &&
        sharedBytes(tiling) <= MOST_WORKGROUP_BYTES,
    );
    return bestFirst(
      candidates,
      (tiling) =>
        tiling.WORKGROUP_X * tiling.WORKGROUP_Y <= shared.threads && workgroupsOf(extent, tiling) >= shared.workgroups,
    );
  },
  launch: (op, shapes, storage, tiling) => {
    const { TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y } = tiling as SharedTiling;
    const extent = pixelsOf(op, shapes);
    const loaded = load(op, shapes.input);
    const channelTiles = op.groups * ceilDiv(extent.groupBlocks, WORKGROUP_Y * TILE_C);
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        ...windowParameters(op, shapes),
        ...loaded.parameters,
        ...tiling,
      },
      slots: { weights: storage, ...loaded.slots, epilogue: epilogueSlot(op), pool: 'none' },
      workgroups: [ceilDiv(extent.run, WORKGROUP_X * TILE_X), channelTiles, extent.images],
      weightLayout: 'blocked',
    };
  },
});
