/**
 * Every kernel of maps that lie as f16 against the float64 reference, on a device that has shader-f16. Those without fail
 * here, so `npm run test:firefox` and `npm run test:dawn` run this file and `npm test` does not: SwiftShader has no f16.
 */
import { describe, expect, test } from 'vitest';
import { floatToHalf, halfToFloat } from '../../core/bits/half';
import { PRECISION_KINDS } from '../../core/precision';
import { type Storage, STORAGES } from '../../core/storage';
import type { HostTensor } from '../../core/tensor';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import { inputNames, outputShape } from '../../ops/op';
import { type Case, cases } from '../../testing/cases';
import { testGpu } from '../../testing/device';
import { errorBounds, type Operands, reference, seededOperands } from '../../testing/reference';
import { runKernel } from '../../testing/runKernel';
import { storedWeight } from '../../testing/storedWeight';
import { kernels } from './registry';
import { unlike } from '../convolution/tiles';
import type { Kernel } from '../kernel';
import type { Target, Tiling } from '../launch';

const { device, target } = await testGpu();

test('the device computes in f16', () => expect([...device.features]).toContain('shader-f16'));

const THOROUGH = 'tiles filled in part: groups 2 of 20 and 56 channels, stride 2, odd map, batch 2';

const TARGETS = ADAPTER_CLASSES.map((adapter): Target => ({ ...target, adapter, precision: 'f16' }));

/** The tilings that some class would guess first; in one case all that any would try. */
function tilingsOf(kernel: Kernel, { op, input, name }: Case): readonly Tiling[] {
  if (kernel.op !== op.type) return [];
  const shapes = { input, output: outputShape(op, input) };
  const most = name === THOROUGH ? Infinity : 1;
  const on = TARGETS.filter((each) => kernel.accepts(op, shapes, each));
  const tilings = unlike(on.flatMap((each) => (kernel.tilings?.(op, shapes, each) ?? [{}]).slice(0, most)));
  return name === THOROUGH ? tilings : tilings.slice(0, 1);
}

/** The part of their values that Winograd's tiles hold as f16. */
const TILE_SCALE = 1 / 32;

const toHalves = ({ shape, data }: HostTensor, scale: number): HostTensor => ({
  shape,
  data: data.map((value) => halfToFloat(floatToHalf(value * scale))),
});

const scaled = ({ shape, data }: HostTensor, scale: number): HostTensor => ({
  shape,
  data: data.map((value) => value * scale),
});

interface Run {
  readonly storage?: Storage;
  readonly tiling: Tiling;
  /** Those of the activations that lie as f16. */
  readonly halves: readonly string[];
  /** By which activations are multiplied: large ones overflow sums in f16. */
  readonly scale?: number;
}

async function check(
  kernel: Kernel,
  testCase: Case,
  { storage = 'f32', tiling, halves, scale = 1 }: Run,
): Promise<void> {
  const { op, input } = testCase;
  const seeded = seededOperands(op, input);
  const activations = Object.fromEntries(
    Object.entries(seeded.activations).map(([name, tensor]) => {
      if (!tensor) throw new Error(`no ${name}`);
      if (halves.includes(name)) return [name, toHalves(tensor, scale)];
      return [name, name === 'attention' && scale > 1 ? scaled(tensor, SHARE) : tensor];
    }),
  );
  const operands: Operands = { ...seeded, activations };
  const { output } = await runKernel(await testGpu(), kernel, testCase, operands, storage, tiling, { halves });
  const inTiles = op.type === 'winogradOutput' && halves.includes('input') ? TILE_SCALE : 1;
  const outOfTiles = op.type === 'winogradInput' && halves.includes('output') ? TILE_SCALE : 1;
  const { input: given } = activations;
  const right: Operands = {
    ...operands,
    activations: { ...activations, ...(given ? { input: scaled(given, 1 / inTiles) } : {}) },
    ...(seeded.weight ? { weight: storedWeight(seeded.weight, storage) } : {}),
  };
  const bounds = errorBounds(op, right, 'f16');
  const largest = halves.includes('output') ? PRECISION_KINDS.f16.largest : Infinity;
  const want = reference(op, right).data.map((value) => Math.max(-largest, Math.min(largest, value * outOfTiles)));
  const wrong = want.findIndex(
    (value, i) => !(Math.abs((output.data[i] ?? NaN) - value) <= (bounds[i] ?? 0) * outOfTiles),
  );
  expect(wrong, `element ${wrong}: got ${output.data[wrong]}, want ${want[wrong]} within ${bounds[wrong]}`).toBe(-1);
}

/** Attention is shares of 1, so that what it weighs never becomes larger than the splits. */
const SHARE = 1 / 8;

/** So large that sums of a few products overflow in f16. */
const LARGE = 2 ** 14;

const narrowing = kernels.filter(({ halves }) => halves === true);

describe.each(narrowing.map((kernel, number) => ({ kernel, number })))('$kernel.name', ({ kernel, number }) => {
  const accepted = cases
    .map((testCase) => ({ ...testCase, tilings: tilingsOf(kernel, testCase) }))
    .filter(({ tilings }) => tilings.length > 0)
    .map((testCase, turn) => ({ ...testCase, turn }));
  // Many kernels convolve, and a program of theirs takes Mesa seconds: each case has a third of them.
  const own = accepted.filter(({ turn }) => kernel.op !== 'conv2d' || (turn + number) % 3 === 0);

  test('has cases', () => expect(own.length).toBeGreaterThan(1));

  test.each(own)('$name', async ({ tilings, turn, ...testCase }) => {
    const storage = (kernel.op === 'conv2d' ? STORAGES[turn % STORAGES.length] : undefined) ?? 'f32';
    const read = inputNames(testCase.op).filter((name) => name !== 'attention');
    const all = [...read, 'output'];
    for (const tiling of tilings) await check(kernel, testCase, { tiling, halves: all, storage });
    const [tiling = {}] = tilings;
    await check(kernel, testCase, { tiling, halves: all, storage, scale: LARGE });
    // Inputs and outputs of a run are f32.
    await check(kernel, testCase, { tiling, halves: turn % 2 === 0 ? read : ['output'], storage });
  });
});
