/**
 * The register tiles of the tiled convolutions: how many neighbouring outputs times how many vec4f a thread computes.
 */
import { channelBlocks, type Shape4 } from '../core/tensor';
import type { Conv2d } from '../ops/conv2d';

/** The longest run of outputs a thread computes; times 4 vec4f that is 32 accumulators, the most that drivers keep well. */
const MOST_OUTPUTS = 8;

/** Where large tiles leave fewer threads than this, smaller ones keep more of the device at work and compile sooner. */
const FEW_THREADS = 512;
const LARGE_TILES = [4, 3];
const SMALL_TILES = [2, 1];

/** The tile length up to 8 that leaves the fewest idle outputs on a run of `outputs`; the longest of the best. */
export function outputTile(outputs: number): number {
  const idle = (tile: number): number => Math.ceil(outputs / tile) * tile - outputs;
  const lengths = Array.from(
    { length: Math.min(MOST_OUTPUTS, outputs) },
    (_, i) => Math.min(MOST_OUTPUTS, outputs) - i,
  );
  const long = lengths.filter((tile) => tile * 2 > MOST_OUTPUTS || tile === outputs);
  return long.reduce((best, tile) => (idle(tile) < idle(best) ? tile : best));
}

/** How many vec4f of output channels a thread computes: a divisor of the group's, so that no tile crosses into the next. */
export function channelTile(groupOutBlocks: number, groups: number, outputTiles: number): number {
  const divides = (tile: number): boolean => groupOutBlocks % tile === 0;
  const threads = (tile: number): number => (groups * groupOutBlocks * outputTiles) / tile;
  const large = LARGE_TILES.find((tile) => divides(tile) && threads(tile) >= FEW_THREADS);
  return large ?? SMALL_TILES.find(divides) ?? 1;
}

/** Whether each group's channels are whole vec4f; a single group may be padded. */
export function groupsAreBlocked({ groups, outChannels }: Conv2d, [, inChannels]: Shape4): boolean {
  return groups === 1 || (inChannels % (4 * groups) === 0 && outChannels % (4 * groups) === 0);
}

/** Blocks of one group, in and out. */
export function groupBlocks(
  { groups, outChannels }: Conv2d,
  [, inChannels]: Shape4,
): { readonly GROUPS: number; readonly GROUP_IN_BLOCKS: number; readonly GROUP_OUT_BLOCKS: number } {
  return {
    GROUPS: groups,
    GROUP_IN_BLOCKS: channelBlocks(inChannels) / groups,
    GROUP_OUT_BLOCKS: channelBlocks(outChannels) / groups,
  };
}
