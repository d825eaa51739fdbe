/**
 * The register tiles of the tiled convolutions: how many neighbouring outputs times how many vec4f a thread computes.
 */
import { channelBlocks, type Shape4 } from '../core/tensor';
import type { Conv2d } from '../ops/conv2d';

/** Largest tiles: 8 outputs times 4 vec4f are 32 accumulators, the most that no driver spills badly. */
const MOST_OUTPUTS = 8;
const CHANNEL_TILES = [4, 3, 2, 1];

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

/** The most vec4f a thread that divide the group's, so that no tile crosses into the next group. */
export function channelTile(groupOutBlocks: number): number {
  return CHANNEL_TILES.find((tile) => groupOutBlocks % tile === 0) ?? 1;
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

export const epilogueSlot = ({ residual }: Conv2d): 'residual' | 'none' => (residual ? 'residual' : 'none');
