import source from '../../../shaders/convolution/conv2dStationary.wgsl?raw';
import { ceilDiv, channelBlocks } from '../../core/tensor';
import type { Conv2d } from '../../ops/conv2d';
import { epilogueSlot } from './epilogue';
import { defineKernel } from '../kernel';
import type { StationaryBounds } from '../adapters/adapterTable';
import { tableOf } from '../adapters/adapterTables';
import type { StepShapes } from '../launch';
import { groupsAreBlocked, largestDivisor, windowParameters } from './tiles';

/** Channels of a quad: four lanes with a vec4f each. */
const QUAD = 16;

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
function tileInOf(quads: number, tileOut: number, { quadsIn, accessCost }: StationaryBounds): number {
  const cost = (tileIn: number): number =>
    ceilDiv(quads, tileIn) * (4 * QUAD * tileIn * tileOut + accessCost * (tileIn + 2 * tileOut));
  return quadsIn.reduce((best, tileIn) => (cost(tileIn) < cost(best) ? tileIn : best));
}

/** Multiply-adds of the kernel over those of the convolution. */
const wasteOf = (op: Conv2d, { input }: StepShapes, { quadsIn, quadsOut }: Groups): number =>
  (quadsIn * quadsOut * QUAD * QUAD) / (input[1] / op.groups) / (op.outChannels / op.groups);

/** Most convolutions, on adapters that compute on the CPU by fours. */
export const conv2dStationary = defineKernel<Conv2d>({
  name: 'conv2dStationary',
  source,
  op: 'conv2d',
  accepts: (op, shapes, target) => {
    const { fewestPixels, mostWaste } = tableOf(target).stationary;
    const groups = groupsOf(op, shapes);
    const { output } = shapes;
    const isWhole = op.groups === 1 || op.outChannels % (4 * op.groups) === 0;
    const isWorthIt = output[2] * output[3] >= fewestPixels && wasteOf(op, shapes, groups) <= mostWaste;
    // Sums wait in the output, where f16 would round them.
    const waits = target.precision !== 'f16';
    return waits && target.quads && op.rectify === 'none' && isWhole && isWorthIt;
  },
  tilings: (op, shapes, target) => {
    const bounds = tableOf(target).stationary;
    const { quadsIn, quadsOut } = groupsOf(op, shapes);
    const [n, , height, width] = shapes.output;
    const tileOut = target.general ? bounds.mostQuadsOut : largestDivisor(quadsOut, bounds.mostQuadsOut);
    const tileIn = tileInOf(op.kernelSize ** 2 * quadsIn, tileOut, bounds);
    const channelTiles = op.groups * ceilDiv(quadsOut, tileOut);
    const rowTiles = Math.max(1, Math.ceil(bounds.enoughWorkgroups / channelTiles / n));
    const rows = Math.max(1, Math.min(Math.ceil(bounds.pixels / width), Math.ceil(height / rowTiles)));
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
        epilogue: epilogueSlot(op),
      },
      workgroups: [Math.ceil(height / ROWS), op.groups * ceilDiv(groups.quadsOut, TILE_OUT), n],
      weightLayout: groups.blocked ? 'blocked' : 'plain',
    };
  },
});
