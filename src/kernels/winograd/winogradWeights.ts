import source from '../../../shaders/winograd/winogradWeights.wgsl?raw';
import type { Storage } from '../../core/storage';
import type { WeightRequest } from '../../core/weights';
import { winogradPositions, winogradSpan, type WinogradTile } from '../../ops/winograd';
import { row } from '../kernel';
import type { Launch } from '../launch';

/** The weight side of Winograd; it runs once a model, not once a run. */
export const winogradWeights = {
  name: 'winogradWeights',
  source,
  /** From a 3x3 weight [O, I/groups, 3, 3] in blocked order. */
  launch: (
    { shape: [outChannels, groupIn] }: Pick<WeightRequest, 'shape'>,
    tile: WinogradTile,
    storage: Storage,
  ): Launch => {
    const { workgroup, workgroups } = row(groupIn, outChannels / 4, 1);
    return {
      parameters: {
        SPAN: winogradSpan(tile),
        TILE: tile,
        OUT_BLOCKS: outChannels / 4,
        GROUP_IN_BLOCKS: groupIn / 4,
        WORKGROUP_X: workgroup,
      },
      slots: { winograd: String(tile), weights: storage },
      workgroups,
    };
  },
  /** Bytes of the transformed weight, which is f32 whatever the storage of the packed one. */
  bytes: ({ shape: [outChannels, groupIn] }: Pick<WeightRequest, 'shape'>, tile: WinogradTile): number =>
    winogradPositions(tile) * outChannels * groupIn * 4,
};
