import source from '../../../shaders/convolution/conv2dSplitK.wgsl?raw';
import { ceilDiv } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { tableOf } from '../adapters/adapterTables';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { StepShapes, Tiling } from '../launch';
import { load } from '../load';
import {
  bestFirst,
  convertsMaps,
  type Extent,
  FEWEST_THREADS,
  groupBlocks,
  groupsAreBlocked,
  largestDivisor,
  MOST_WORKGROUP_BYTES,
  pixelsOf,
  registerTiles,
  rowsOf,
  threadsOf,
  unlike,
  windowOf,
  windowParameters,
} from './tiles';

type SplitTiling = Readonly<Record<'TILE_X' | 'TILE_C' | 'TAP_ROWS' | 'WORKGROUP_X' | 'WORKGROUP_Y', number>>;

/** The numbers of slices that a sum may be split into; the threads of a workgroup and the input channels limit them. */
const SLICES = [4, 8, 16, 32, 64];

/** The fewest vec4f of input channels of a slice: adding up smaller ones costs more than it saves. */
const LEAST_SHARE = 2;

/** vec4f of input channels that a thread loads before it waits for them: as many as registers hold with their weights. */
const MOST_AT_ONCE = 4;

/** Inputs of all of them. */
const MOST_INPUTS = 32;

/**
 * Modelled: with more, a SIMD holds too few waves for their registers and sums; fewer of wider kernels, which also keep a
 * window, and of maps in f16 where the adapter's table has no large tiles for them.
 */
const MOST_ACCUMULATORS = 10;
const FEWER_ACCUMULATORS = 8;

/** Modelled: attention is loaded for each output, and then fewer outputs of more channels are faster, but where they are converted. */
const MOST_ATTENDED = 4;

/** Modelled: of maps of up to so many pixels a thread has up to nine, so that those of 3x3 and 6x6 pixels leave none idle. */
const SMALL_MAP = 36;
const OF_SMALL_MAP = 9;

/** Modelled: with maps in f16 tiles of twelve sums, which convert each number for more products. */
const OF_HALVES = 6;

/** Modelled: a row of taps is so much work between two loads that half of the threads are enough. */
const enoughOf = ({ kernelSize }: Conv2d, threads: number): number => (kernelSize === 1 ? threads : threads / 2);

/** Rows of up to three outputs are a tile: tiles of two would leave a fourth of their outputs idle. */
const WHOLE_ROW = 3;

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Larger workgroups not every device allows. */
const MOST_THREADS = 256;

/** Sums of a thread, and of a workgroup, that lie in its memory at once; of more than that only half of the slices'. */
const MOST_KEPT = 8;
const KEPT_AT_ONCE = MOST_WORKGROUP_BYTES / 16;

/** The slices of a workgroup, whose number is even, of which the sums lie in its memory at once. */
function keptOf({ TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y }: Omit<SplitTiling, 'TAP_ROWS'>): number {
  const tile = TILE_X * TILE_C;
  return tile > MOST_KEPT || tile * WORKGROUP_X * WORKGROUP_Y > KEPT_AT_ONCE ? WORKGROUP_Y / 2 : WORKGROUP_Y;
}

/** Bytes of a workgroup's partial sums. */
export function splitBytes(tiling: Omit<SplitTiling, 'TAP_ROWS'>): number {
  const { TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y } = tiling;
  return Math.max(TILE_X * TILE_C * keptOf(tiling), TILE_C * WORKGROUP_Y) * WORKGROUP_X * 16;
}

/** Outputs of a 1x1 convolution may lie anywhere; those of others share inputs along a row. */
const extentOf = (op: Conv2d, shapes: StepShapes): Extent =>
  op.kernelSize === 1 ? pixelsOf(op, shapes) : rowsOf(op, shapes);

const tilesOf = ({ run, lines }: Extent, { TILE_X }: Pick<SplitTiling, 'TILE_X'>): number =>
  ceilDiv(run, TILE_X) * lines;

/** A convolution whose groups are whole vec4f, on small maps and the 1x1 map of a classifier. */
export const conv2dSplitK = defineKernel<Conv2d>({
  name: 'conv2dSplitK',
  source,
  op: 'conv2d',
  halves: true,
  loads: true,
  pools: true,
  accepts: (op, { input }) => op.rectify === 'none' && groupsAreBlocked(op, input),
  tilings: (op, shapes, target): readonly Tiling[] => {
    const { splitK, enoughThreads, accumulators, largeHalfTiles } = tableOf(target);
    if (!splitK) return [];
    const extent = extentOf(op, shapes);
    const { GROUP_IN_BLOCKS } = groupBlocks(op, shapes.input);
    const slices = SLICES.filter((count, i) => i === 0 || count <= GROUP_IN_BLOCKS / LEAST_SHARE);
    const isSmall = op.kernelSize === 1 && extent.run <= SMALL_MAP;
    const others = target.precision === 'f16' ? [OF_HALVES] : isSmall ? [OF_SMALL_MAP] : [];
    const hasMany = !op.before || convertsMaps(op, shapes, target);
    const fewer = splitK.outputs.filter((count) => hasMany || count <= MOST_ATTENDED);
    const outputs = extent.run > WHOLE_ROW ? fewer : [WHOLE_ROW];
    const halves = largeHalfTiles ? accumulators : FEWER_ACCUMULATORS;
    const most = op.kernelSize > 1 ? FEWER_ACCUMULATORS : target.precision === 'f16' ? halves : MOST_ACCUMULATORS;
    const tiles = registerTiles(extent, [...others, ...outputs], splitK.blocks, Math.min(most, accumulators));
    const candidates = tiles.flatMap((tile) => {
      const lanes = 2 ** Math.ceil(Math.log2(tilesOf(extent, tile)));
      const hasRows = tile.TILE_C === 1 && GROUP_IN_BLOCKS >= (SLICES[0] ?? 0);
      return unlike([1, hasRows ? op.kernelSize : 1]).flatMap((TAP_ROWS) =>
        slices
          .filter((count) => count * lanes >= FEWEST_THREADS)
          .map((count) => ({
            ...tile,
            TAP_ROWS,
            WORKGROUP_X: Math.min(lanes, (TAP_ROWS === 1 ? splitK.threads : FEWEST_THREADS) / count),
            WORKGROUP_Y: count * TAP_ROWS,
          })),
      );
    });
    return bestFirst(
      candidates.filter(
        (tiling) =>
          splitBytes(tiling) <= MOST_WORKGROUP_BYTES && tiling.WORKGROUP_X * tiling.WORKGROUP_Y <= MOST_THREADS,
      ),
      (tiling) => threadsOf(extent, tiling) * tiling.WORKGROUP_Y >= enoughOf(op, enoughThreads),
    );
  },
  launch: (op, shapes, storage, tiling) => {
    const { TAP_ROWS = 1 } = tiling; // a tuner of an earlier version kept none
    const { TILE_X, TILE_C, WORKGROUP_X, WORKGROUP_Y } = tiling as SplitTiling;
    const { GROUP_IN_BLOCKS } = groupBlocks(op, shapes.input);
    const extent = extentOf(op, shapes);
    const loaded = load(op, shapes.input);
    const WINDOW = op.kernelSize === 1 ? TILE_X : windowOf(op, TILE_X);
    const atOnce = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(MOST_INPUTS / WINDOW)));
    return {
      parameters: {
        ...groupBlocks(op, shapes.input),
        ...windowParameters(op, shapes),
        ...loaded.parameters,
        ...tiling,
        WINDOW,
        KEPT: keptOf(tiling as SplitTiling),
        AT_ONCE: largestDivisor(
          greatestDivisor(ceilDiv(GROUP_IN_BLOCKS, WORKGROUP_Y / TAP_ROWS), GROUP_IN_BLOCKS),
          atOnce,
        ),
      },
      slots: { weights: storage, ...loaded.slots, epilogue: epilogueSlot(op), pool: 'none' },
      workgroups: [ceilDiv(tilesOf(extent, { TILE_X }), WORKGROUP_X), extent.blocks / TILE_C, extent.images],
      weightLayout: 'blocked',
    };
  },
});
