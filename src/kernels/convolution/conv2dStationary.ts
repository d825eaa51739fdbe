import source from '../../../shaders/convolution/conv2dStationary.wgsl?raw';
import { ceilDiv, channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { StepShapes } from '../launch';
import { groupsAreBlocked, largestDivisor, windowParameters } from './tiles';

/** Channels of a quad: four lanes with a vec4f each. */
const QUAD = 16;

/**
 * Quads in and out of which a thread keeps the weights: 4 by 2 are 8 KB. Twice as many run some 3 % faster and take twice as
 * long to compile, as their code is twice as long.
 */
const TILES_IN = [4, 3, 2, 1];
const MOST_TILE_OUT = 2;

/** Multiply-adds that the load or store of a lane's vec4f costs, about. */
const ACCESS_COST = 96;

/** Weights are worth keeping only for some pixels. */
const FEWEST_PIXELS = 16;

/** Pixels that pay for the loading of a piece of weights; fewer where that leaves too few workgroups for the cores. */
const PIXELS = 196;
const ENOUGH_WORKGROUPS = 8;

/** How much of the work on filled-up groups may be for nothing. */
const MOST_WASTE = 6;

/** The groups as the shader counts them: `in` in channels, the others in quads that hold them. */
interface Groups {
  readonly blocked: boolean;
  readonly in: number;
  readonly quadsIn: number;
  readonly outBlocks: number;
  readonly quadsOut: number;
}

function groupsOf(op: Conv2d, { input }: StepShapes): Groups {
  const blocked = groupsAreBlocked(op, input);
  const outBlocks = channelBlocks(op.outChannels) / op.groups;
  const groupIn = blocked ? (channelBlocks(input[1]) * 4) / op.groups : input[1] / op.groups;
  const offsets = Array.from({ length: blocked ? 1 : 4 }, (_, group) => (group * groupIn) % 4);
  const quadsIn = Math.ceil((Math.max(...offsets) + groupIn) / QUAD);
  return { blocked, in: groupIn, quadsIn, outBlocks, quadsOut: Math.ceil(outBlocks / 4) };
}

/** Quads in that cost least for one pixel: the fewer pieces there are, the less often sums go to memory and back. */
function tileInOf(quads: number, tileOut: number): number {
  const cost = (tileIn: number): number =>
    ceilDiv(quads, tileIn) * (4 * QUAD * tileIn * tileOut + ACCESS_COST * (tileIn + 2 * tileOut));
  return TILES_IN.reduce((best, tileIn) => (cost(tileIn) < cost(best) ? tileIn : best));
}

/** Multiply-adds of the kernel over those of the convolution. */
const wasteOf = (op: Conv2d, { input }: StepShapes, { quadsIn, quadsOut }: Groups): number =>
  (quadsIn * quadsOut * QUAD * QUAD) / (input[1] / op.groups) / (op.outChannels / op.groups);

/** Most convolutions, on adapters that compute on the CPU by fours. */
export const conv2dStationary = defineKernel<Conv2d>({
  name: 'conv2dStationary',
  source,
  op: 'conv2d',
  accepts: (op, shapes, { quads }) => {
    const groups = groupsOf(op, shapes);
    const { output } = shapes;
    const isWhole = op.groups === 1 || op.outChannels % (4 * op.groups) === 0;
    const isWorthIt = output[2] * output[3] >= FEWEST_PIXELS && wasteOf(op, shapes, groups) <= MOST_WASTE;
    return quads && op.rectify === 'none' && isWhole && isWorthIt;
  },
  tilings: (op, shapes) => {
    const { quadsIn, quadsOut } = groupsOf(op, shapes);
    const [n, , height, width] = shapes.output;
    const tileOut = largestDivisor(quadsOut, MOST_TILE_OUT);
    const tileIn = tileInOf(op.kernelSize ** 2 * quadsIn, tileOut);
    const channelTiles = (op.groups * quadsOut) / tileOut;
    const rowTiles = Math.max(1, Math.ceil(ENOUGH_WORKGROUPS / channelTiles / n));
    const rows = Math.max(1, Math.min(Math.ceil(PIXELS / width), Math.ceil(height / rowTiles)));
    return [{ TILE_IN: tileIn, TILE_OUT: tileOut, ROWS: rows }];
  },
  launch: (op, shapes, storage, tiling) => {
    const { input, output } = shapes;
    const [n, , height] = output;
    const { TILE_OUT, ROWS } = tiling as Record<'TILE_OUT' | 'ROWS', number>;
    const groups = groupsOf(op, shapes);
    return {
      parameters: {
        GROUPS: op.groups,
        GROUP_IN: groups.in,
        GROUP_IN_QUADS: groups.quadsIn,
        GROUP_OUT_BLOCKS: groups.outBlocks,
        IN_BLOCKS: channelBlocks(input[1]),
        IMAGES: n,
        ...windowParameters(op, shapes),
        ...tiling,
      },
      slots: {
        weights: groups.blocked ? storage : `plain_${storage}`,
        keep: groups.blocked ? 'blocked' : 'plain',
        finish: epilogueSlot(op),
      },
      workgroups: [Math.ceil(height / ROWS), (op.groups * groups.quadsOut) / TILE_OUT, n],
      weightLayout: groups.blocked ? 'blocked' : 'plain',
    };
  },
});
