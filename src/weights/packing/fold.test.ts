import { expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { foldBatchNorm } from './fold';
import { type StateDict, stateDictOf } from '../stateDict';

const tensors = (values: Record<string, readonly number[]>, convShape: readonly number[] = [2, 1, 1, 2]): StateDict =>
  stateDictOf(
    new Map(
      Object.entries(values).map(([name, list]) => [
        name,
        { shape: name === 'conv.weight' ? convShape : [list.length], data: Float32Array.from(list) },
      ]),
    ),
  );

// Variances that with epsilon = 1e-5 have the roots 2 and 1/2.
const NORM = {
  'bn.weight': [3, -1],
  'bn.bias': [10, 20],
  'bn.running_mean': [1, 8],
  'bn.running_var': [4 - 1e-5, 0.25 - 1e-5],
};
const CONV = { 'conv.weight': [1, 2, 3, 4] };

test('scales weights and moves the bias, by a hand-computed example', async () => {
  const { weight, bias } = await foldBatchNorm(
    { conv: 'conv', bias: false, batchNorm: 'bn' },
    tensors({ ...CONV, ...NORM }),
  );
  // scales 3 / 2 and -1 / 0.5; biases 10 - 1 * 1.5 and 20 - 8 * -2
  const expected = [1.5, 3, -6, -8];
  weight.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
  expect(weight).toHaveLength(4);
  expect(bias[0]).toBeCloseTo(8.5, 5);
  expect(bias[1]).toBeCloseTo(36, 4);
});

test("a convolution's own bias passes through the batch norm", async () => {
  const values = { ...CONV, ...NORM, 'conv.bias': [5, 8] };
  const { bias } = await foldBatchNorm({ conv: 'conv', bias: true, batchNorm: 'bn' }, tensors(values));
  expect(bias[0]).toBeCloseTo(16, 5); // 10 + (5 - 1) * 1.5
  expect(bias[1]).toBeCloseTo(20, 5); // 20 + (8 - 8) * -2
});

test('computes in double and rounds once', async () => {
  // In f32, 3 + 1e-5 and its root would be rounded first, which changes this product's last bit.
  const values = { 'bn.weight': [1.1], 'bn.bias': [0.3], 'bn.running_mean': [0.7], 'bn.running_var': [0.123] };
  const inputs = Array.from({ length: 64 }, (_, i) => 1 + i / 64);
  const { weight, bias } = await foldBatchNorm(
    { conv: 'conv', bias: false, batchNorm: 'bn' },
    tensors({ 'conv.weight': inputs, ...values }, [1, 64, 1, 1]),
  );
  const [gamma, beta, mean, variance] = [1.1, 0.3, 0.7, 0.123].map(Math.fround) as [number, number, number, number];
  const scale = gamma / Math.sqrt(variance + 1e-5);
  expect([...weight]).toEqual(inputs.map((value) => Math.fround(value * scale)));
  expect(bias[0]).toBe(Math.fround(beta - mean * scale));
});

test('without a batch norm weight and bias are as they were, a missing bias is zero', async () => {
  const stateDict = tensors({ ...CONV, 'conv.bias': [5, 6] });
  const withBias = await foldBatchNorm({ conv: 'conv', bias: true }, stateDict);
  expect([...withBias.weight]).toEqual([1, 2, 3, 4]);
  expect([...withBias.bias]).toEqual([5, 6]);
  expect([...(await foldBatchNorm({ conv: 'conv', bias: false }, stateDict)).bias]).toEqual([0, 0]);
});

test('folding leaves the checkpoint alone', async () => {
  const stateDict = tensors({ ...CONV, ...NORM });
  await foldBatchNorm({ conv: 'conv', bias: false, batchNorm: 'bn' }, stateDict);
  expect([...((await stateDict.get('conv.weight')?.read()) ?? [])]).toEqual([1, 2, 3, 4]);
});

test('a missing tensor and one of another length are named', async () => {
  const source = { conv: 'conv', bias: false, batchNorm: 'bn' };
  await expect(foldBatchNorm(source, tensors(CONV))).rejects.toThrow('no tensor "bn.weight"');
  const short = (): Promise<unknown> => foldBatchNorm(source, tensors({ ...CONV, ...NORM, 'bn.bias': [1] }));
  await expect(short()).rejects.toThrow('"bn.bias" has 1 value, expected 2');
  await expect(short()).rejects.toThrow(WeightsError);
});
