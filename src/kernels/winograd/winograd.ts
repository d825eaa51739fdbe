/**
 * Winograd as a decomposition: tiles of the input are transformed, a 1x1 convolution with a group for each position of
 * a tile multiplies them, and the products are transformed back. A variant is the side of a tile.
 */
import { defect } from '../../core/need';
import { winogradAccepts, winogradPositions, type WinogradTile } from '../../ops/winograd';
import type { Decomposition } from '../decomposition';
import { winogradWeights } from './winogradWeights';

const TILES: readonly WinogradTile[] = [4, 2];

/** A variant as a tile. */
function tileOf(variant: number): WinogradTile {
  const tile = TILES.find((each) => each === variant);
  if (tile === undefined) throw defect(`Winograd has no tiles of ${variant}`);
  return tile;
}

const variantName = (variant: number): string => `F(${variant},3)`;

export const winograd: Decomposition = {
  name: 'winograd',
  title: 'Winograd',
  shaders: [winogradWeights],
  storage: 'f32',
  variants: (op, shapes) => TILES.filter((tile) => op.type === 'conv2d' && winogradAccepts(op, shapes, tile)),
  variantName,
  chain: (op, { output }, variant) => {
    const tile = tileOf(variant);
    const positions = winogradPositions(tile);
    const [, outChannels, height, width] = output;
    const product = {
      ...op,
      outChannels: positions * outChannels,
      groups: positions * op.groups,
      kernelSize: 1,
      padding: 0,
      relu: false,
    };
    return [
      { kind: 'plain', suffix: ' tiles in', op: { type: 'winogradInput', tile } },
      { kind: 'derived', suffix: ` ${variantName(tile)}`, op: product },
      {
        kind: 'biased',
        suffix: ' tiles out',
        op: { type: 'winogradOutput', tile, outChannels, height, width, relu: op.relu },
      },
    ];
  },
  derivedBytes: (weight, variant) => winogradWeights.bytes(weight, tileOf(variant)),
  derive: (weight, variant, storage) => {
    const { parameters, slots, workgroups } = winogradWeights.launch(weight, tileOf(variant), storage);
    return { kernel: winogradWeights.name, parameters, slots, workgroups };
  },
};
