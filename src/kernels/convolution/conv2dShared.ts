import source from '../../../shaders/convolution/conv2dShared.wgsl?raw';
import { ceilDiv } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { tableOf } from '../adapters/adapterTables';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { Tiling } from '../launch';
import { load } from '../load';
import {
  bestFirst,
  type Extent,
  FEW_WORKGROUPS,
  groupBlocks,
  groupsAreBlocked,
  MOST_WORKGROUP_BYTES,
  pixelsOf,
  windowParameters,
} from './tiles';

type SharedTiling = Readonly<Record<'TILE_X' | 'TILE_C' | 'STEP' | 'SLICES' | 'WORKGROUP_X' | 'WORKGROUP_Y', number>>;

/** A workgroup's outputs times its channels, and the threads that compute them. */
type SharedTile = Omit<SharedTiling, 'STEP'>;

/** The largest first; on small maps smaller tiles, and more threads for each. */
const TILES: readonly SharedTile[] = [
  { TILE_X: 4, TILE_C: 2, WORKGROUP_X: 16, WORKGROUP_Y: 8, SLICES: 1 }, // 64x64 by 128
  { TILE_X: 8, TILE_C: 2, WORKGROUP_X: 8, WORKGROUP_Y: 8, SLICES: 1 }, // 64x64 by 64
  { TILE_X: 4, TILE_C: 2, WORKGROUP_X: 8, WORKGROUP_Y: 8, SLICES: 1 }, // 32x64 by 64
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 16, SLICES: 1 }, // 32x64 by 128
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 8, SLICES: 1 }, // 32x32 by 64
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 8, SLICES: 2 }, // 32x32 by 128
  { TILE_X: 4, TILE_C: 1, WORKGROUP_X: 8, WORKGROUP_Y: 8, SLICES: 4 }, // 32x32 by 256
  { TILE_X: 8, TILE_C: 1, WORKGROUP_X: 2, WORKGROUP_Y: 8, SLICES: 8 }, // 16x32 by 128
  { TILE_X: 8, TILE_C: 1, WORKGROUP_X: 2, WORKGROUP_Y: 8, SLICES: 16 }, // 16x32 by 256
];

/** The vec4f of input channels of a slice in one turn. */
const SHARES = [8, 4, 2, 1];

/** The most products of a vec4f by a vec4f in a thread's program: more would take long to compile. */
const MOST_PRODUCTS = 32;

/** Modelled: where workgroups are few, more slices than usual are faster. */
const USUAL_SLICES = 8;

/** What a turn costs beside its products, as vec4f of input channels. */
const TURN_COST = 1;

const channelsOf = ({ WORKGROUP_Y, TILE_C }: SharedTile): number => WORKGROUP_Y * TILE_C;
const outputsOf = ({ WORKGROUP_X, TILE_X }: SharedTile): number => WORKGROUP_X * TILE_X;
const threadsIn = ({ WORKGROUP_X, WORKGROUP_Y, SLICES }: SharedTile): number => WORKGROUP_X * WORKGROUP_Y * SLICES;

/** Bytes of workgroup memory: a tile's inputs and weights, then the sums of half of the slices, or of all threads to pool. */
export function sharedBytes(tiling: SharedTiling): number {
  const { TILE_X, TILE_C, STEP, SLICES, WORKGROUP_X, WORKGROUP_Y } = tiling;
  const fetched = (outputsOf(tiling) + channelsOf(tiling) * 4) * STEP;
  const sliced = Math.floor(SLICES / 2) * TILE_X * TILE_C * WORKGROUP_X * WORKGROUP_Y;
  return Math.max(fetched, sliced, TILE_C * threadsIn(tiling)) * 16;
}

/** The longest turns that fit into the memory, but for those that would mostly go past the group's channels. */
function withStep(tile: SharedTile, groupInBlocks: number): SharedTiling[] {
  const cost = ({ STEP, SLICES }: SharedTiling): number => ceilDiv(groupInBlocks, STEP) * (STEP / SLICES + TURN_COST);
  const shares = SHARES.filter((share) => share * tile.TILE_X * tile.TILE_C <= MOST_PRODUCTS);
  return shares
    .map((share) => ({ ...tile, STEP: share * tile.SLICES }))
    .filter(
      (tiling) =>
        sharedBytes(tiling) <= MOST_WORKGROUP_BYTES && (outputsOf(tile) * tiling.STEP) % threadsIn(tile) === 0,
    )
    .sort((a, b) => cost(a) - cost(b))
    .slice(0, 1);
}

/** Fewer than of other kernels: a tuner has those of conv2dSplitK to try beside them. */
const MOST_TILINGS = 3;

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
  halves: true,
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
    const { GROUP_IN_BLOCKS } = groupBlocks(op, shapes.input);
    const candidates = TILES.filter(
      (tile) =>
        filled(extent.groupBlocks, channelsOf(tile)) >= FULL_ENOUGH && tile.TILE_X * tile.TILE_C <= accumulators,
    )
      .flatMap((tile) => withStep(tile, GROUP_IN_BLOCKS))
      .filter(
        (tiling) => tiling.SLICES <= USUAL_SLICES || workgroupsOf({ ...extent, images: 1 }, tiling) < FEW_WORKGROUPS,
      );
    const ordered = bestFirst(candidates, (tiling) => {
      const workgroups = workgroupsOf(extent, tiling);
      const { WORKGROUP_X, WORKGROUP_Y } = tiling;
      const areMany = workgroups >= shared.workgroups && workgroups * threadsIn(tiling) >= shared.enoughThreads;
      return areMany && WORKGROUP_X * WORKGROUP_Y <= shared.threads;
    });
    return ordered.slice(0, MOST_TILINGS);
  },
  launch: (op, shapes, storage, tiling) => {
    const shared = tiling as SharedTiling;
    const threads = threadsIn(shared);
    const extent = pixelsOf(op, shapes);
    const loaded = load(op, shapes.input);
    const channelTiles = op.groups * ceilDiv(extent.groupBlocks, channelsOf(shared));
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        ...windowParameters(op, shapes),
        ...loaded.parameters,
        ...tiling,
        SHARE: shared.STEP / shared.SLICES,
        VALUES: (outputsOf(shared) * shared.STEP) / threads,
        FACTORS: ceilDiv(channelsOf(shared) * 4 * shared.STEP, threads),
      },
      slots: { weights: storage, ...loaded.slots, epilogue: epilogueSlot(op), pool: 'none' },
      workgroups: [ceilDiv(extent.run, outputsOf(shared)), channelTiles, extent.images],
      weightLayout: 'blocked',
    };
  },
});
