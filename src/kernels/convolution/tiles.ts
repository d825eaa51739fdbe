/**
 * How the tiled convolutions cut up their work: candidates in order of their size, and which of them is the best guess.
 */
import { ceilDiv, channelBlocks, type Shape4 } from '../../core/tensor';
import { type Conv2d, conv2dMacs, convolvedShape } from '../../ops/conv2d';
import type { TileBounds } from '../adapters/adapterTable';
import { tableOf } from '../adapters/adapterTables';
import { grid } from '../kernel';
import type { Launch, StepShapes, Target, Tiling, Workgroups } from '../launch';

/** The most memory of a workgroup that every device allows. */
export const MOST_WORKGROUP_BYTES = 16384;

/** The most candidates of one kernel, the best guess among them. */
export const MOST_CANDIDATES = 4;

/** Modelled: below so many workgroups an image, units wait for few waves. */
export const FEW_WORKGROUPS = 100;

/** Smaller workgroups leave lanes of a subgroup idle. */
export const FEWEST_THREADS = 64;

/** The first candidate that will do, or else the last, and then its nearest neighbours in the list. */
export function bestFirst<T>(candidates: readonly T[], willDo: (candidate: T) => boolean): T[] {
  const found = candidates.findIndex(willDo);
  const best = found < 0 ? candidates.length - 1 : found;
  const places = candidates.map((_, i) => i).sort((a, b) => Math.abs(a - best) - Math.abs(b - best) || a - b);
  return places.slice(0, MOST_CANDIDATES).map((i) => candidates[i] as T);
}

/** One candidate of each kind, in their order. */
export const unlike = <T>(candidates: readonly T[]): T[] => [
  ...new Map(candidates.map((candidate) => [JSON.stringify(candidate), candidate])).values(),
];

/** The tile length in (most/2, most] that leaves the fewest idle outputs on a run of `outputs`; the longest of the best. */
export function outputTile(outputs: number, most: number): number {
  const idle = (tile: number): number => ceilDiv(outputs, tile) * tile - outputs;
  const longest = Math.min(most, outputs);
  const lengths = Array.from({ length: longest }, (_, i) => longest - i);
  const long = lengths.filter((tile) => tile * 2 > most || tile === outputs);
  return long.reduce((best, tile) => (idle(tile) < idle(best) ? tile : best));
}

/** The largest divisor up to `most`: tiles of channels must not cross into the next group. */
export const largestDivisor = (of: number, most: number): number =>
  Array.from({ length: most }, (_, i) => most - i).find((divisor) => of % divisor === 0) ?? 1;

/**
 * The work of a step: `lines` runs of `run` outputs each, for `blocks` vec4f of channels of `images` images. A tile never
 * crosses from one run into the next, nor from one group of `groupBlocks` vec4f into the next.
 */
export interface Extent {
  readonly run: number;
  readonly lines: number;
  readonly images: number;
  readonly blocks: number;
  readonly groupBlocks: number;
}

/** A tile of registers: outputs of a run, times vec4f of channels. */
interface RegisterTile {
  readonly TILE_X: number;
  readonly TILE_C: number;
}

export const threadsOf = ({ run, lines, images, blocks }: Extent, { TILE_X, TILE_C }: RegisterTile): number =>
  (ceilDiv(run, TILE_X) * lines * images * blocks) / TILE_C;

/** Tiles of those numbers of outputs and vec4f, the largest first. */
export function registerTiles(
  { run, groupBlocks }: Pick<Extent, 'run' | 'groupBlocks'>,
  outputs: readonly number[],
  blocks: readonly number[],
  accumulators: number,
): RegisterTile[] {
  const dividing = blocks.filter((block) => groupBlocks % block === 0);
  const used = dividing.length > 0 ? dividing : [largestDivisor(groupBlocks, Math.max(...blocks))];
  const tiles = outputs.flatMap((most) => used.map((TILE_C) => ({ TILE_X: outputTile(run, most), TILE_C })));
  const fitting = tiles.filter(({ TILE_X, TILE_C }) => TILE_X * TILE_C <= accumulators);
  return unlike(fitting).sort((a, b) => b.TILE_X * b.TILE_C - a.TILE_X * a.TILE_C);
}

/** A tile, and a workgroup of at most `threads` threads that leaves few of them idle; smaller where there were few of them. */
export function withWorkgroup({ run, lines, blocks }: Extent, tile: RegisterTile, threads: number): Tiling {
  const [x, y] = [ceilDiv(run, tile.TILE_X) * lines, blocks / tile.TILE_C];
  const { workgroup } = grid(x, y, 1, x * y < FEW_WORKGROUPS * threads ? FEWEST_THREADS : threads);
  return { ...tile, WORKGROUP_X: workgroup[0], WORKGROUP_Y: workgroup[1] };
}

/** Outputs and vec4f of a thread that a tuner may try beside the class's own tiles. */
const OUTPUTS = [8, 4, 2];
const BLOCKS = [4, 2, 1];

/** Tilings of a kernel that computes by registers alone, one thread a tile. */
export function registerTilings(extent: Extent, target: Target, more: readonly number[] = []): Tiling[] {
  const { registers, accumulators, enoughThreads } = tableOf(target);
  if (target.general) return [generalTiling(extent, registers)];
  const own = registerTiles(extent, [...more, ...registers.outputs], registers.blocks, accumulators);
  const [best] = bestFirst(own, (tile) => threadsOf(extent, tile) >= enoughThreads) as [RegisterTile];
  const all = registerTiles(extent, OUTPUTS, BLOCKS, accumulators);
  const others = bestFirst(all, ({ TILE_X, TILE_C }) => TILE_X * TILE_C <= best.TILE_X * best.TILE_C);
  const candidates = [best, ...others].map((tile) => withWorkgroup(extent, tile, registers.threads));
  const reshaped = withWorkgroup(extent, best, registers.threads === 64 ? 128 : 64);
  return unlike([...unlike(candidates).slice(0, MOST_CANDIDATES), reshaped]);
}

/** The same for extents of all sizes, but for groups that its channels do not divide. */
function generalTiling({ groupBlocks }: Extent, { outputs, blocks, threads }: TileBounds): Tiling {
  const [TILE_X = 1] = outputs;
  const TILE_C = largestDivisor(groupBlocks, Math.max(...blocks));
  return { TILE_X, TILE_C, WORKGROUP_X: 8, WORKGROUP_Y: threads / 8 };
}

/** The workgroups that cover an extent by such tiles. */
export function registerGrid({ run, lines, images, blocks }: Extent, tiling: Tiling): Workgroups {
  const { TILE_X = 1, TILE_C = 1, WORKGROUP_X = 1, WORKGROUP_Y = 1 } = tiling;
  return [ceilDiv(ceilDiv(run, TILE_X) * lines, WORKGROUP_X), ceilDiv(blocks / TILE_C, WORKGROUP_Y), images];
}

/** The extent of a convolution whose tiles stay in a row of the map. */
export function rowsOf({ groups }: Conv2d, { output: [images, channels, height, width] }: StepShapes): Extent {
  const blocks = channelBlocks(channels);
  return { run: width, lines: height, images, blocks, groupBlocks: blocks / groups };
}

/** The extent of one whose tiles run on from row to row. */
export function pixelsOf(op: Conv2d, shapes: StepShapes): Extent {
  const { run, lines, ...rest } = rowsOf(op, shapes);
  return { ...rest, run: run * lines, lines: 1 };
}

/**
 * Accumulators by which a step is large or small. Modelled: where a 1x1 convolution of maps in f16 converts numbers for their
 * products, slices of the input channels are faster than fewer threads of eight outputs by two vec4f, from so many
 * multiply-adds for one image on.
 */
const USUAL = 4;
const OF_CONVERTED = 24;
const LEAST_CONVERTED = 10e6;

/** Whether threads should have large tiles, since each converts its numbers; weights of Winograd's products, by groups, are f32. */
export const convertsMaps = (op: Conv2d, shapes: StepShapes, target: Target): boolean =>
  tableOf(target).largeHalfTiles === true &&
  target.precision === 'f16' &&
  op.kernelSize === 1 &&
  op.groups === 1 &&
  imageMacs(op, shapes) >= LEAST_CONVERTED;

/** The accumulators of a thread by which a step is large or small. */
function yardstickOf(op: Conv2d, shapes: StepShapes, target: Target): number {
  const [pointwise, wider] = tableOf(target).yardstick ?? [USUAL, USUAL];
  if (op.kernelSize > 1) return wider;
  if (target.precision !== 'f16') return pointwise;
  return convertsMaps(op, shapes, target) ? OF_CONVERTED : USUAL;
}

/** Whether a step has work for all of the adapter, without tricks. */
export const isLarge = (op: Conv2d, shapes: StepShapes, target: Target): boolean =>
  threadsOf(pixelsOf(op, shapes), { TILE_X: yardstickOf(op, shapes, target), TILE_C: 1 }) >=
  tableOf(target).enoughThreads;

/**
 * Multiply-adds for one image. What decides on the order of a sum goes by this and not by the batch, or the last digits of
 * an image's answer would depend on its company.
 */
export const imageMacs = (op: Conv2d, { input, output }: StepShapes): number =>
  conv2dMacs(op, input, output) / output[0];

/**
 * Whether each group's channels are whole vec4f; a single group may be padded. With `near` a group's inputs need only lie in
 * as many vec4f as if they were: they may begin within one, and the weight has zeros for their neighbours.
 */
export function groupsAreBlocked(op: Conv2d, input: Shape4, near = false): boolean {
  const { groups, outChannels } = op;
  const rest = (convolvedShape(op, input)[1] / groups) % 4;
  return groups === 1 || (outChannels % (4 * groups) === 0 && (rest === 0 || (near && rest < 3)));
}

/** Blocks of one group, in and out. */
export function groupBlocks(
  op: Conv2d,
  input: Shape4,
): { readonly GROUPS: number; readonly GROUP_IN_BLOCKS: number; readonly GROUP_OUT_BLOCKS: number } {
  const { groups, outChannels } = op;
  const [, inChannels] = convolvedShape(op, input);
  return {
    GROUPS: groups,
    GROUP_IN_BLOCKS: channelBlocks(inChannels / groups),
    GROUP_OUT_BLOCKS: channelBlocks(outChannels) / groups,
  };
}

/** Inputs of a row that so many neighbouring outputs need. */
export const windowOf = ({ kernelSize, stride, dilation }: Conv2d, outputs: number): number =>
  (outputs - 1) * stride + (kernelSize - 1) * dilation + 1;

/** Parameters of every convolution's shader: the sizes of the maps, how the window slides, and the ReLU. */
export function windowParameters(op: Conv2d, { input, output }: StepShapes): Launch['parameters'] {
  const [, , height, width] = convolvedShape(op, input);
  return {
    IN_HEIGHT: height,
    IN_WIDTH: width,
    OUT_HEIGHT: output[2],
    OUT_WIDTH: output[3],
    KERNEL_SIZE: op.kernelSize,
    STRIDE: op.stride,
    PADDING: op.padding,
    DILATION: op.dilation,
    RELU: Number(op.relu),
  };
}
