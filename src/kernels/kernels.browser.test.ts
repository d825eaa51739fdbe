/**
 * Every kernel against the float64 reference of its op, on every case that it accepts.
 */
import { describe, expect, test } from 'vitest';
import { floatToHalf, halfToFloat } from '../core/half';
import type { HostTensor, Storage } from '../core/tensor';
import { outputShape } from '../ops/op';
import { type Case, cases } from '../testing/cases';
import { testGpu } from '../testing/device';
import { errorBounds, type Operands, reference, seededOperands } from '../testing/reference';
import { runKernel } from '../testing/runKernel';
import type { Kernel } from './kernel';
import { kernels } from './registry';

const accepted = (kernel: Kernel): Case[] =>
  cases.filter(
    ({ op, input }) => kernel.op === op.type && kernel.accepts(op, { input, output: outputShape(op, input) }),
  );

const storagesOf = (kernel: Kernel): readonly Storage[] => (kernel.op === 'conv2d' ? ['f32', 'f16'] : ['f32']);

/** What the kernel is given to compute with: f16 storage rounds the weight, which is no error of the kernel. */
function stored(operands: Operands, storage: Storage): Operands {
  const { weight } = operands;
  if (storage === 'f32' || !weight) return operands;
  const rounded: HostTensor = { ...weight, data: weight.data.map((value) => halfToFloat(floatToHalf(value))) };
  return { ...operands, weight: rounded };
}

describe.each(kernels)('$name', (kernel) => {
  test('has cases', () => expect(accepted(kernel).length).toBeGreaterThan(1));

  describe.each(storagesOf(kernel))('%s', (storage) => {
    test.each(accepted(kernel))('$name', async (testCase) => {
      const operands = stored(seededOperands(testCase.op, testCase.input), storage);
      const got = await runKernel(await testGpu(), kernel, testCase, operands, storage);
      const want = reference(testCase.op, operands).data;
      const bounds = errorBounds(testCase.op, operands);
      expect(got.length).toBe(want.length);
      const wrong = want.findIndex((value, i) => !(Math.abs((got[i] ?? NaN) - value) <= (bounds[i] ?? 0)));
      expect(wrong, `element ${wrong}: got ${got[wrong]}, want ${want[wrong]} within ${bounds[wrong]}`).toBe(-1);
    });
  });
});
