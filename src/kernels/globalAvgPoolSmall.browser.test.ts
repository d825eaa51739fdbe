/**
 * The mean of large maps: a sum of all pixels, one after the other, keeps within the bound of every kernel, and yet rounds
 * several times as much as PyTorch's.
 */
import { expect, test } from 'vitest';
import type { Case } from '../testing/cases';
import { testGpu } from '../testing/device';
import { type Operands, reference, seededOperands } from '../testing/reference';
import { runKernel } from '../testing/runKernel';
import type { GlobalAvgPool } from '../ops/pool2d';
import { globalAvgPoolSmall } from './globalAvgPoolSmall';

const MAPS: Case<GlobalAvgPool> = {
  name: '2 splits of 56x56, all above zero',
  op: { type: 'globalAvgPool', splits: 2 },
  input: [1, 128, 56, 56],
};

const squares = ({ activations }: Operands): Operands => ({
  activations: Object.fromEntries(
    Object.entries(activations).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => value ** 2) },
    ]),
  ),
});

test.each([{}, { AT_ONCE: 1 }])('the mean of large maps rounds little, tiling %j', async (tiling) => {
  const operands = squares(seededOperands(MAPS.op, MAPS.input));
  const want = reference(MAPS.op, operands);
  const { output } = await runKernel(await testGpu(), globalAvgPoolSmall, MAPS, operands, 'f32', tiling);
  const errors = [...output.data].map((value, i) => Math.abs(value / (want.data[i] ?? NaN) - 1));
  expect(Math.max(...errors)).toBeLessThan(1e-6);
});
