import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { halvesToFloats } from '../../core/bits/half';
import { type Storage, STORAGES } from '../../core/storage';
import { ceilDiv } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import { packWeight } from './pack';
import { roundIntegers } from './storages/roundIntegers';
import { type StateDict, stateDictOf } from '../stateDict';

type Shape = WeightRequest['shape'];

const request = (shape: Shape, more: Partial<WeightRequest> = {}): WeightRequest => ({
  name: 'step',
  source: { conv: 'conv', bias: false },
  shape,
  groups: 1,
  layout: 'plain',
  storage: 'f32',
  ...more,
});

const checkpoint = (shape: readonly number[], values: readonly number[], bias: readonly number[] = []): StateDict =>
  stateDictOf(
    new Map([
      ['conv.weight', { shape, data: Float32Array.from(values) }],
      ['conv.bias', { shape: [bias.length], data: Float32Array.from(bias) }],
    ]),
  );

const floats = (bytes: ArrayBuffer): number[] => [...new Float32Array(bytes)];
const count = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test('plain keeps the order and pads to 16 bytes; the bias is padded to four channels', async () => {
  const stateDict = checkpoint([3, 1, 1, 2], [1, 2, 3, 4, 5, 6], [7, 8, 9]);
  const packed = await packWeight(request([3, 1, 1, 2], { source: { conv: 'conv', bias: true } }), stateDict);
  expect(packed).toMatchObject({ name: 'step', storage: 'f32' });
  expect(floats(packed.weight)).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
  expect(floats(packed.bias)).toEqual([7, 8, 9, 0]);
});

test('a linear weight serves a 1x1 request', async () => {
  const packed = await packWeight(request([2, 2, 1, 1]), checkpoint([2, 2], [1, 2, 3, 4]));
  expect(floats(packed.weight)).toEqual([1, 2, 3, 4]);
});

test('blocked holds 4 output lanes inside 4 input lanes, by hand', async () => {
  const values = count(1, 16); // [5 outputs, 3 inputs]: weight of output o, input i is 3 o + i + 1
  const packed = await packWeight(request([5, 3, 1, 1], { layout: 'blocked' }), checkpoint([5, 3, 1, 1], values));
  expect(floats(packed.weight)).toEqual([
    ...[1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12, 0, 0, 0, 0], // outputs 0..3
    ...[13, 0, 0, 0, 14, 0, 0, 0, 15, 0, 0, 0, 0, 0, 0, 0], // output 4
  ]);
});

/** The index formula of the layout, element by element. */
function naiveBlocked([outputs, inputs, height, width]: Shape, groups: number, values: readonly number[]) {
  const taps = height * width;
  const groupOutputs = outputs / groups;
  const outputBlocks = ceilDiv(groupOutputs, 4);
  const inputBlocks = ceilDiv(inputs, 4);
  const expected = new Array<number>(groups * outputBlocks * taps * inputBlocks * 16).fill(0);
  values.forEach((value, from) => {
    const tap = from % taps;
    const input = Math.floor(from / taps) % inputs;
    const output = Math.floor(from / taps / inputs) % groupOutputs;
    const group = Math.floor(from / taps / inputs / groupOutputs);
    const lane = input + ((group * inputs) % 4); // as among the inputs of all groups
    const indices: [index: number, size: number][] = [
      [group, groups],
      [Math.floor(output / 4), outputBlocks],
      [tap, taps],
      [Math.floor(lane / 4), inputBlocks],
      [lane % 4, 4],
      [output % 4, 4],
    ];
    expected[indices.reduce((at, [index, size]) => at * size + index, 0)] = value;
  });
  return expected;
}

const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const blockedCase = fc.oneof(
  // One group with any sizes; several groups with whole blocks, of inputs as many as if they were.
  fc.record({ groups: fc.constant(1), outputs: small(33), inputs: small(13), size: small(3) }),
  fc.record({
    groups: small(5),
    outputs: small(4).map((blocks) => blocks * 4),
    inputs: small(13).filter((inputs) => inputs % 4 !== 3),
    size: small(3),
  }),
);

test('blocked follows the index formula in every storage', async () => {
  await fc.assert(
    fc.asyncProperty(blockedCase, async ({ groups, outputs, inputs, size }) => {
      const shape: Shape = [groups * outputs, inputs, size, size];
      const values = count(1, groups * outputs * inputs * size * size + 1).map((value) => value % 2048);
      const stateDict = checkpoint(shape, values);
      const pack = async (storage: Storage): Promise<ArrayBuffer> =>
        (await packWeight(request(shape, { groups, layout: 'blocked', storage }), stateDict)).weight;
      const expected = naiveBlocked(shape, groups, values);
      const integers = [...roundIntegers(Float32Array.from(values), shape[0], 127).values];
      const bytes = naiveBlocked(shape, groups, integers);
      expect([...new Int8Array(await pack('int8'))]).toEqual(bytes);
      expect(floats(await pack('f32'))).toEqual(expected);
      expect([...halvesToFloats(new Uint16Array(await pack('f16')))]).toEqual(expected);
    }),
  );
});

test('f16 lies in pairs, the first in the low half of the u32', async () => {
  const packed = await packWeight(request([1, 3, 1, 1], { storage: 'f16' }), checkpoint([1, 3, 1, 1], [1, -2, 0.5]));
  expect(packed.storage).toBe('f16');
  expect([...new Uint32Array(packed.weight)]).toEqual([0xc0003c00, 0x00003800, 0, 0]);
});

test('int8 lies in fours, the first in the low byte of the u32; scales lie behind the biases', async () => {
  const shape: Shape = [5, 1, 1, 1];
  const stateDict = checkpoint(shape, [127, -254, 0, 1, -0.5], [1, 2, 3, 4, 5]);
  const source = { conv: 'conv', bias: true };
  const packed = await packWeight(request(shape, { source, storage: 'int8' }), stateDict);
  expect(packed.storage).toBe('int8');
  expect([...new Uint32Array(packed.weight)]).toEqual([0x7f00817f, 0x81, 0, 0]);
  const scales = [1, 2, 0, Math.fround(1 / 127), Math.fround(0.5 / 127)];
  expect(floats(packed.bias)).toEqual([1, 2, 3, 4, 5, 0, 0, 0, ...scales, 0, 0, 0]);
});

test('int8 holds values of any size', async () => {
  const packed = await packWeight(request([1, 2, 1, 1], { storage: 'int8' }), checkpoint([1, 2, 1, 1], [3e38, -1e38]));
  expect([...new Int8Array(packed.weight)].slice(0, 2)).toEqual([127, -42]);
  expect((floats(packed.bias)[4] ?? NaN) * 127).toBeCloseTo(3e38, -33);
});

test('the batch norm is folded in', async () => {
  const norm = { weight: 3, bias: 10, running_mean: 1, running_var: 4 };
  const stateDict = new Map([
    ...checkpoint([1, 1, 1, 1], [2]),
    ...stateDictOf(
      new Map(
        Object.entries(norm).map(([name, value]) => [`bn.${name}`, { shape: [1], data: Float32Array.of(value) }]),
      ),
    ),
  ]);
  const packed = await packWeight(
    request([1, 1, 1, 1], { source: { conv: 'conv', bias: false, batchNorm: 'bn' } }),
    stateDict,
  );
  expect(floats(packed.weight)[0]).toBeCloseTo(3, 4);
  expect(floats(packed.bias)[0]).toBeCloseTo(8.5, 4);
});

test('a value past the range of f16 asks for f32', async () => {
  const stateDict = checkpoint([1, 2, 1, 1], [65504, -65505]);
  const pack = (): Promise<unknown> => packWeight(request([1, 2, 1, 1], { storage: 'f16' }), stateDict);
  await expect(pack()).rejects.toThrow(
    'weight "conv" holds -65505 with its batch norm folded in, but the largest value of f16 is 65504; use storage f32',
  );
  await expect(pack()).rejects.toThrow(WeightsError);
  expect(floats((await packWeight(request([1, 2, 1, 1]), stateDict)).weight)[1]).toBe(-65505);
});

test('a bias stays f32, whatever its size', async () => {
  const stateDict = checkpoint([1, 1, 1, 1], [1], [1e6]);
  const packed = await packWeight(
    request([1, 1, 1, 1], { source: { conv: 'conv', bias: true }, storage: 'f16' }),
    stateDict,
  );
  expect(floats(packed.bias)).toEqual([1e6, 0, 0, 0]);
});

describe.each(STORAGES)('in %s', (storage) => {
  test.each([
    [[NaN], [0]],
    [[1], [Infinity]],
  ])('the weight %j with the bias %j is refused', async (values, bias) => {
    const source = { conv: 'conv', bias: true };
    const stateDict = checkpoint([1, 1, 1, 1], values, bias);
    const pack = (): Promise<unknown> => packWeight(request([1, 1, 1, 1], { source, storage }), stateDict);
    await expect(pack()).rejects.toThrow(/"conv" holds a value that is not finite/);
  });
});

test('another size than requested is refused before anything is allocated', async () => {
  const pack = (shape: readonly number[]): Promise<unknown> => packWeight(request([2, 2, 1, 1]), checkpoint(shape, []));
  await expect(pack([2, 3, 1, 1])).rejects.toThrow('"conv.weight" has the shape [2, 3, 1, 1], expected [2, 2, 1, 1]');
  await expect(pack([4, 1, 1, 1])).rejects.toThrow(WeightsError);
  await expect(pack([2 ** 52, 0])).rejects.toThrow(WeightsError);
});
