/**
 * The shapes on which every kernel of an op is tested: real layers, and awkward ones that differ in one thing each.
 */
import type { Shape4 } from '../core/tensor';
import type { Conv2d } from '../ops/conv2d';
import { GLOBAL_POOLS, type GlobalPool } from '../ops/globalPool';
import type { Op } from '../ops/op';
import type { AvgPool2d } from '../ops/pool2d';
import type { Attention } from '../ops/attention';
import { logitsOf, type RSoftMax } from '../ops/splitAttention';
import { type WinogradInput, type WinogradOutput, winogradPositions, type WinogradTile } from '../ops/winograd';

export interface Case<O extends Op = Op> {
  readonly name: string;
  readonly op: O;
  readonly input: Shape4;
}

const conv = (name: string, input: Shape4, outChannels: number, options: Partial<Conv2d> = {}): Case<Conv2d> => {
  const kernelSize = options.kernelSize ?? 3;
  const defaults = { stride: 1, padding: (kernelSize - 1) / 2, dilation: 1, groups: 1 } as const;
  return {
    name,
    op: {
      ...{ type: 'conv2d', outChannels, kernelSize, rectify: 'none', residual: false, relu: false },
      ...defaults,
      ...options,
    },
    input,
  };
};

const avgPool = (options: Partial<AvgPool2d>): AvgPool2d => {
  const avd = { kernelSize: 3, stride: 2, padding: 1, paddingEnd: 0, ceilMode: false, countIncludePad: true };
  return { type: 'avgPool2d', ...avd, ...options };
};

const avg = (name: string, input: Shape4, options: Partial<AvgPool2d>): Case<AvgPool2d> => ({
  name,
  op: avgPool(options),
  input,
});

const attention = (name: string, input: Shape4, options: Partial<Attention>): Case<Attention> => {
  const plain = { radix: 2, cardinality: 1, hidden: 32, splits: 1 };
  return { name, op: { type: 'attention', ...plain, ...options }, input };
};

const winogradOut = (
  name: string,
  tile: WinogradTile,
  [n, outChannels, height, width]: Shape4,
  options: Partial<WinogradOutput> = {},
): Case<WinogradOutput> => ({
  name,
  op: { type: 'winogradOutput', tile, outChannels, height, width, relu: false, ...options },
  input: [n, winogradPositions(tile) * outChannels, Math.ceil(height / tile), Math.ceil(width / tile)],
});

const shortcut = { kernelSize: 2, stride: 2, padding: 0, ceilMode: true, countIncludePad: false };

const WINOGRAD_TILES = [2, 4] as const;

/** The cases of each type of op. */
const CASES: { readonly [Type in Op['type']]: readonly Case<Extract<Op, { type: Type }>>[] } = {
  conv2d: [
    conv('control 3x3', [1, 8, 12, 16], 16),
    conv('stem 3x3 s2, 3 channels', [1, 3, 32, 32], 32, { stride: 2, relu: true }),
    conv('stem 7x7 s2', [1, 3, 33, 31], 64, { kernelSize: 7, stride: 2, relu: true }),
    conv('layer1 conv2, groups 2', [1, 32, 24, 24], 64, { groups: 2, relu: true }),
    conv('layer4 conv2, groups 2, long sums', [1, 512, 7, 7], 1024, { groups: 2 }),
    conv('groups 8 of 20 channels (4s2x40d)', [1, 160, 7, 9], 320, { groups: 8, relu: true }),
    conv('odd size', [1, 8, 11, 13], 12),
    conv('1x1 map', [1, 8, 1, 1], 8),
    conv('map smaller than the kernel', [1, 4, 2, 2], 4, { kernelSize: 7 }),
    conv('one row', [1, 8, 1, 17], 8),
    conv('channels no multiple of 4', [1, 5, 9, 9], 7, { relu: true }),
    conv('groups 4 of 5 and 8 channels, batch 2', [2, 20, 5, 6], 32, { groups: 4 }),
    conv('groups of 3 and 5 channels', [1, 6, 9, 9], 10, { groups: 2, relu: true }),
    conv('groups of 6, batch 2, residual', [2, 12, 5, 7], 18, { groups: 2, residual: true }),
    conv('depthwise', [1, 8, 9, 9], 8, { groups: 8 }),
    conv('dilation 2', [1, 8, 15, 15], 8, { dilation: 2, padding: 2 }),
    conv('dilation 4, groups 2', [1, 16, 13, 13], 16, { dilation: 4, padding: 4, groups: 2 }),
    conv('stride 3, no padding', [1, 4, 20, 17], 8, { stride: 3, padding: 0 }),
    conv('batch 2 with residual and ReLU', [2, 16, 10, 10], 16, { residual: true, relu: true }),
    conv('rectified stem 7x7 s2', [1, 3, 21, 18], 8, { kernelSize: 7, stride: 2, rectify: 'taps', relu: true }),
    conv('rectified dilation 4, groups 2', [1, 16, 13, 11], 16, {
      dilation: 4,
      padding: 4,
      groups: 2,
      rectify: 'taps',
    }),
    conv('rectified average, dilation 2, residual', [2, 8, 9, 7], 8, {
      ...{ dilation: 2, padding: 2, rectify: 'average', residual: true },
    }),
    conv('rectified average, groups of 3', [1, 6, 5, 6], 6, { groups: 2, rectify: 'average' }),
    conv('rectified, map smaller than the dilation', [1, 4, 3, 2], 4, { dilation: 4, padding: 4, rectify: 'taps' }),
    conv('1x1 control', [1, 16, 14, 14], 32, { kernelSize: 1 }),
    conv('1x1 layer4 conv1', [1, 2048, 7, 7], 512, { kernelSize: 1, relu: true }),
    conv('1x1 groups 4', [1, 32, 6, 5], 48, { kernelSize: 1, groups: 4 }),
    conv('1x1 odd map, batch 2, residual, ReLU', [2, 24, 9, 7], 20, { kernelSize: 1, residual: true, relu: true }),
    conv('1x1 of whole quads, odd map, batch 2, residual, ReLU', [2, 96, 9, 7], 48, {
      ...{ kernelSize: 1, residual: true, relu: true },
    }),
    conv('1x1 of whole quads, long sums', [1, 640, 5, 6], 64, { kernelSize: 1 }),
    conv('3x3 of whole quads, stride 2, batch 2', [2, 48, 11, 13], 32, { stride: 2, residual: true }),
    conv('1x1 of 5 quads in and out', [1, 80, 5, 7], 80, { kernelSize: 1, residual: true, relu: true }),
    conv('3x3 of 5 quads in and 3 out, batch 2', [2, 80, 6, 5], 48, { relu: true }),
    conv('groups 2 of 34 and 16 channels', [1, 68, 5, 6], 32, { groups: 2 }),
    conv('3x3 of whole quads, dilation 2, groups 2, one row of tiles', [1, 64, 9, 5], 96, {
      ...{ dilation: 2, padding: 2, groups: 2, relu: true },
    }),
    conv('groups 8 of 10 and 40 channels (4s2x40d)', [1, 80, 6, 7], 320, { groups: 8, relu: true }),
    conv('groups 4 of 14 and 16 channels, batch 2, residual', [2, 56, 5, 6], 64, { groups: 4, residual: true }),
    conv('tiles filled in part: groups 2 of 20 and 56 channels, stride 2, odd map, batch 2', [2, 40, 19, 23], 112, {
      ...{ stride: 2, groups: 2, residual: true, relu: true },
    }),
    conv('1x1, tiles filled in part, batch 2, residual', [2, 36, 5, 13], 56, { kernelSize: 1, residual: true }),
    conv('1x1, map large enough for the largest tiles', [1, 4, 64, 128], 64, { kernelSize: 1 }),
    conv('stem to 64 channels, odd map, batch 2', [2, 3, 17, 19], 64, { stride: 2 }),
    conv('stem of four channels, stride 1, residual', [1, 4, 9, 13], 12, { residual: true, relu: true }),
    conv('1x1 of the weighted sum, radix 2, residual', [1, 64, 9, 7], 32, {
      ...{ kernelSize: 1, residual: true, relu: true, before: { type: 'attentionWeightedSum', radix: 2 } },
    }),
    conv('1x1 of the weighted sum, radix 4, groups 2, batch 2', [2, 96, 5, 6], 16, {
      ...{ kernelSize: 1, groups: 2, before: { type: 'attentionWeightedSum', radix: 4 } },
    }),
    conv('1x1 of the weighted sum, radix 1', [1, 24, 7, 7], 40, {
      ...{ kernelSize: 1, before: { type: 'attentionWeightedSum', radix: 1 } },
    }),
    conv('1x1 of the shortcut pool, odd map, batch 2', [2, 32, 7, 9], 64, {
      ...{ kernelSize: 1, before: avgPool(shortcut) },
    }),
    conv('1x1 of the shortcut pool, long sums', [1, 256, 14, 14], 48, { kernelSize: 1, before: avgPool(shortcut) }),
    conv("1x1 of timm's shortcut pool, batch 2", [2, 16, 7, 5], 24, {
      ...{ kernelSize: 1, before: avgPool({ kernelSize: 2, stride: 1, padding: 0, paddingEnd: 1 }) },
    }),
    conv('1x1 channels no multiple of 4', [1, 7, 9, 9], 9, { kernelSize: 1 }),
    conv('1x1 stride 2', [1, 16, 15, 14], 32, { kernelSize: 1, stride: 2 }),
    conv('fc1, cardinality 2', [1, 80, 1, 1], 80, { kernelSize: 1, groups: 2, relu: true }),
    conv('fc2, cardinality 4, batch 2', [2, 48, 1, 1], 96, { kernelSize: 1, groups: 4 }),
    conv('classifier 2048 to 1000', [1, 2048, 1, 1], 1000, { kernelSize: 1 }),
    conv('classifier to 7 classes, batch 2', [2, 20, 1, 1], 7, { kernelSize: 1 }),
    conv('fc with groups of 6', [2, 12, 1, 1], 18, { kernelSize: 1, groups: 2, relu: true }),
  ],
  winogradInput: WINOGRAD_TILES.flatMap((tile): Case<WinogradInput>[] => [
    { name: `F(${tile},3), whole tiles`, op: { type: 'winogradInput', tile }, input: [1, 16, 12, 16] },
    { name: `F(${tile},3), odd map, batch 2`, op: { type: 'winogradInput', tile }, input: [2, 8, 9, 7] },
  ]),
  winogradOutput: WINOGRAD_TILES.flatMap((tile): Case<WinogradOutput>[] => [
    winogradOut(`F(${tile},3), whole tiles`, tile, [1, 16, 12, 16]),
    winogradOut(`F(${tile},3), odd map, batch 2, ReLU`, tile, [2, 8, 9, 7], { relu: true }),
  ]),
  maxPool2d: [
    { name: 'stem', op: { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 }, input: [1, 32, 24, 24] },
    {
      name: 'odd size, batch 2',
      op: { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 },
      input: [2, 5, 11, 7],
    },
    { name: '1x1 map', op: { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 }, input: [1, 4, 1, 1] },
  ],
  avgPool2d: [
    avg('avd control', [1, 16, 14, 14], {}),
    avg('avd odd size, batch 2, 5 channels', [2, 5, 13, 9], {}),
    avg('avd stride 1 (dilated)', [1, 8, 7, 7], { stride: 1 }),
    avg('avd without the padding in its count', [1, 8, 7, 7], { countIncludePad: false }),
    avg('avd with ceil_mode', [1, 8, 8, 6], { ceilMode: true }),
    avg('shortcut control', [1, 16, 14, 14], shortcut),
    avg('shortcut odd size, batch 2', [2, 6, 7, 9], shortcut),
    avg('shortcut on a 1x1 map', [1, 8, 1, 1], shortcut),
    avg('timm shortcut, 2x2 of stride 1', [2, 8, 7, 5], { kernelSize: 2, stride: 1, padding: 0, paddingEnd: 1 }),
  ],
  globalAvgPool: [
    { name: 'control', op: { type: 'globalAvgPool' }, input: [1, 64, 14, 14] },
    { name: 'more pixels than threads, batch 2', op: { type: 'globalAvgPool' }, input: [2, 5, 31, 17] },
    { name: '1x1 map', op: { type: 'globalAvgPool' }, input: [1, 6, 1, 1] },
    { name: '2 splits, large map, batch 2', op: { type: 'globalAvgPool', splits: 2 }, input: [2, 24, 31, 17] },
    { name: '4 splits, batch 2', op: { type: 'globalAvgPool', splits: 4 }, input: [2, 48, 5, 7] },
  ],
  globalPool: [
    ...GLOBAL_POOLS.flatMap((mode): Case<GlobalPool>[] => [
      { name: `${mode}, control`, op: { type: 'globalPool', mode }, input: [1, 64, 7, 7] },
      { name: `${mode}, more pixels than threads, batch 2`, op: { type: 'globalPool', mode }, input: [2, 12, 31, 17] },
      { name: `${mode}, 1x1 map`, op: { type: 'globalPool', mode }, input: [1, 8, 1, 1] },
    ]),
    { name: 'max, 5 channels, batch 2', op: { type: 'globalPool', mode: 'max' }, input: [2, 5, 9, 3] },
    { name: 'avgmax, 5 channels, batch 2', op: { type: 'globalPool', mode: 'avgmax' }, input: [2, 5, 9, 3] },
  ],
  gemPool: [
    { name: 'p = 3, control', op: { type: 'gemPool', p: 3 }, input: [1, 64, 7, 7] },
    {
      name: 'p = 2.875, more pixels than threads, 5 channels, batch 2',
      op: { type: 'gemPool', p: 2.875 },
      input: [2, 5, 31, 17],
    },
    { name: 'p = 1', op: { type: 'gemPool', p: 1 }, input: [1, 8, 5, 6] },
    { name: 'p = 40, whose powers f32 does not hold', op: { type: 'gemPool', p: 40 }, input: [1, 12, 7, 6] },
    { name: 'p = 0.25, 1x1 map', op: { type: 'gemPool', p: 0.25 }, input: [2, 6, 1, 1] },
  ],
  splitSum: [
    { name: 'radix 2', op: { type: 'splitSum', radix: 2 }, input: [1, 64, 9, 9] },
    { name: 'radix 4, batch 2', op: { type: 'splitSum', radix: 4 }, input: [2, 48, 5, 7] },
    { name: 'radix 3 of 5 channels', op: { type: 'splitSum', radix: 3 }, input: [1, 15, 6, 5] },
  ],
  attentionWeightedSum: [
    { name: 'radix 1', op: { type: 'attentionWeightedSum', radix: 1 }, input: [1, 24, 7, 7] },
    { name: 'radix 2', op: { type: 'attentionWeightedSum', radix: 2 }, input: [1, 64, 9, 9] },
    { name: 'radix 4, batch 2', op: { type: 'attentionWeightedSum', radix: 4 }, input: [2, 48, 5, 7] },
    { name: 'radix 2 of 6 channels, batch 2', op: { type: 'attentionWeightedSum', radix: 2 }, input: [2, 12, 6, 5] },
  ],
  attention: [
    attention('layer1', [1, 64, 1, 1], {}),
    attention('layer4, batch 2', [2, 512, 1, 1], { hidden: 256 }),
    attention('4s2x40d, layer4', [1, 640, 1, 1], { radix: 4, cardinality: 2, hidden: 640 }),
    attention('parts of 18 vec4f across groups of 35, batch 2', [2, 280, 1, 1], { cardinality: 2, hidden: 256 }),
    attention('parts within groups of 20, pooling as well, batch 2', [2, 640, 3, 2], {
      radix: 4,
      cardinality: 2,
      hidden: 160,
      splits: 4,
    }),
    attention('pooling as well, batch 2', [2, 64, 7, 9], { splits: 2 }),
    attention('radix 1, cardinality 4, batch 2', [2, 48, 3, 5], { radix: 1, cardinality: 4 }),
    attention('radix 3, 34 channels between, pooling as well', [1, 60, 5, 6], { radix: 3, splits: 3, hidden: 34 }),
    attention('radix 2, cardinality 8', [2, 96, 1, 1], { cardinality: 8, hidden: 64 }),
    attention('radix 1, partials of 13 tiles', [1, 64, 13, 1], { radix: 1 }),
    attention('radix 2, partials of 98 tiles, batch 2', [2, 128, 98, 1], { splits: 2 }),
    attention('radix 4, cardinality 2, partials of 2 tiles', [1, 160, 2, 1], { radix: 4, cardinality: 2, splits: 4 }),
  ],
  attentionWeightedPool: [
    {
      name: 'avd, radix 2, odd map, batch 2',
      op: { type: 'attentionWeightedPool', radix: 2, pool: avgPool({}) },
      input: [2, 32, 13, 9],
    },
    {
      name: 'avd of stride 1, radix 4',
      op: { type: 'attentionWeightedPool', radix: 4, pool: avgPool({ stride: 1 }) },
      input: [1, 48, 7, 6],
    },
    {
      name: 'without the padding in its count, radix 1',
      op: { type: 'attentionWeightedPool', radix: 1, pool: avgPool({ ceilMode: true, countIncludePad: false }) },
      input: [1, 24, 8, 6],
    },
  ],
  rSoftMax: [
    ...[
      { radix: 1, cardinality: 1, channels: 10 },
      { radix: 1, cardinality: 4, channels: 16 },
      { radix: 2, cardinality: 1, channels: 128 },
      { radix: 2, cardinality: 2, channels: 40 },
      { radix: 4, cardinality: 2, channels: 320 },
      { radix: 3, cardinality: 2, channels: 18 },
    ].map(({ radix, cardinality, channels }): Case<RSoftMax> => ({
      name: `radix ${radix}, cardinality ${cardinality}, ${channels} channels, batch 2`,
      op: { type: 'rSoftMax', radix, cardinality },
      input: [2, (channels / radix) * logitsOf(radix), 1, 1],
    })),
  ],
};

export const cases: readonly Case[] = Object.values(CASES).flat();
