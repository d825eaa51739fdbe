/**
 * Every kernel against the float64 reference of its op, on every case that it accepts; in part in the short form.
 */
import { describe, expect, test } from 'vitest';
import { type Storage, STORAGES } from '../core/storage';
import type { Shape } from '../core/tensor';
import { ADAPTER_CLASSES } from '../gpu/adapterClass';
import { outputShape } from '../ops/op';
import { globalAvgPoolReference } from '../ops/references/pool2d';
import { type Case, cases } from '../testing/cases';
import { testGpu } from '../testing/device';
import { everyNth } from '../testing/length';
import { errorBounds, type Operands, reference, seededOperands } from '../testing/reference';
import { runKernel } from '../testing/runKernel';
import { storedWeight } from '../testing/storedWeight';
import type { Kernel } from './kernel';
import { PORTABLE, type Target, type Tiling } from './launch';
import { kernelMethods } from './choosing/methods';
import { kernels } from './choosing/registry';
import { unlike } from './convolution/tiles';

const { target } = await testGpu();

/** Some kernels need what only some adapters have. */
const SOMEWHERE: Target = { ...target, quads: true };

/** The kernel's tilings of a case on the given targets, the best guess first; none if it does not accept the case. */
function tilingsOf(kernel: Kernel, { op, input }: Case, targets: readonly Target[]): readonly Tiling[] {
  const shapes = { input, output: outputShape(op, input) };
  if (kernel.op !== op.type) return [];
  return unlike(
    targets.filter((on) => kernel.accepts(op, shapes, on)).flatMap((on) => kernel.tilings?.(op, shapes, on) ?? [{}]),
  );
}

const accepted = (kernel: Kernel, on: Target): Case[] =>
  cases.filter((testCase) => tilingsOf(kernel, testCase, [on, PORTABLE]).length > 0);

/** Storages differ in how a weight is read, and in nothing else: of the smaller ones every fifth case is enough. */
function casesOf(kernel: Kernel, storage: Storage): readonly Case[] {
  const all = accepted(kernel, target);
  if (storage !== 'f32') return everyNth(2, everyFifth(all));
  // Where many kernels compute an op they take turns in the short form, so that each case is run by a fourth of them.
  return kernel.op === 'conv2d' ? everyNth(4, all, kernels.indexOf(kernel)) : all;
}

const everyFifth = <Row>(rows: readonly Row[]): readonly Row[] => rows.filter((_, i) => i % 5 === 0);

/** Whether a kernel may pool such a case on the way: it does so with splits, which 3x3 convolutions compute. */
const isPooled = ({ pools }: Kernel, { op }: Case): boolean =>
  pools === true && (op.type !== 'conv2d' || op.kernelSize === 3);

/** Cases on which all tilings run that any class of adapter would take or try. */
const THOROUGH: readonly string[] = [
  'tiles filled in part: groups 2 of 20 and 56 channels, stride 2, odd map, batch 2',
  '1x1, map large enough for the largest tiles',
  'pooling as well, batch 2',
  'parts of 18 vec4f across groups of 35, batch 2',
  'parts within groups of 20, pooling as well, batch 2',
];
/** On this adapter, and on a GPU. */
const GENERAL: readonly Target[] = [target, PORTABLE].map((on) => ({ ...on, general: true }));
const EVERYWHERE: readonly Target[] = ADAPTER_CLASSES.map((adapter) => ({ ...target, adapter }));

const storagesOf = (kernel: Kernel): readonly Storage[] =>
  kernel.op === 'conv2d' || kernel.op === 'attention' ? STORAGES : ['f32'];

/** What the kernel computes with: that the storage rounds the weight is no error of the kernel. */
function stored(operands: Operands, storage: Storage): Operands {
  const { weight, weight2 } = operands;
  return {
    ...operands,
    ...(weight ? { weight: storedWeight(weight, storage) } : {}),
    ...(weight2 ? { weight2: storedWeight(weight2, storage) } : {}),
  };
}

interface Expected {
  readonly operands: Operands;
  readonly want: Float64Array;
  readonly bounds: Float64Array;
}

/** References take longer than kernels, and all kernels of an op share them. */
const references = new Map<string, Expected>();

function expected({ op, input }: Case, storage: Storage): Expected {
  const key = JSON.stringify([op, input, storage]);
  let known = references.get(key);
  if (!known) {
    const operands = seededOperands(op, input);
    const kept = stored(operands, storage);
    known = { operands, want: reference(op, kept).data, bounds: errorBounds(op, kept) };
    references.set(key, known);
  }
  return known;
}

/** Runs a case and compares every element; of partials the mean. */
async function check(
  kernel: Kernel,
  testCase: Case,
  storage: Storage,
  tiling: Tiling,
  way: Parameters<typeof runKernel>[6] = {},
): Promise<void> {
  const { operands, want, bounds } = expected(testCase, storage);
  const { output, partials } = await runKernel(await testGpu(), kernel, testCase, operands, storage, tiling, way);
  compare(output.data, want, bounds);
  if (partials)
    compare(meansOf(partials.shape, partials.data), meansOf(output.shape, want), meansOf(output.shape, bounds));
}

const meansOf = (shape: Shape, data: ArrayLike<number>): Float64Array =>
  globalAvgPoolReference({ type: 'globalAvgPool' }, { shape, data: Float64Array.from(data) }).data;

function compare(got: ArrayLike<number>, want: Float64Array, bounds: Float64Array): void {
  expect(got.length).toBe(want.length);
  const wrong = want.findIndex((value, i) => !(Math.abs((got[i] ?? NaN) - value) <= (bounds[i] ?? 0)));
  expect(wrong, `element ${wrong}: got ${got[wrong]}, want ${want[wrong]} within ${bounds[wrong]}`).toBe(-1);
}

describe.each(kernels)('$name', (kernel) => {
  test('has cases', () => expect(accepted(kernel, SOMEWHERE).length).toBeGreaterThan(1));

  const storages = storagesOf(kernel);
  // None where a kernel wants what this adapter has not.
  describe.each(storages.filter((storage) => casesOf(kernel, storage).length > 0))('%s', (storage) => {
    test.each(casesOf(kernel, storage))('$name', async (testCase) => {
      const [tiling = {}] = tilingsOf(kernel, testCase, [target, PORTABLE]);
      await check(kernel, testCase, storage, tiling);
    });
  });

  const pooled = accepted(kernel, target).filter((testCase) => isPooled(kernel, testCase));
  test.each(everyNth(4, pooled, kernels.indexOf(kernel)))('partials of $name', async (testCase) => {
    const [tiling = {}] = tilingsOf(kernel, testCase, [PORTABLE, target]);
    await check(kernel, testCase, 'f32', tiling, { pools: true });
  });

  // As they give a first answer: the program of one case serves others, and is there by then.
  const general = GENERAL.flatMap((on) =>
    cases.flatMap((testCase) => {
      const shapes = { input: testCase.input, output: outputShape(testCase.op, testCase.input) };
      const [method] = kernelMethods(testCase.op, shapes, on);
      return method?.kernel === kernel.name ? [{ testCase, tiling: method.tiling }] : [];
    }),
  );
  test.each(everyNth(3, unlike(general)))('with open sizes: $testCase.name', async ({ testCase, tiling }) => {
    await check(kernel, testCase, 'f32', tiling, { isOpen: true });
  });

  const thorough = cases
    .filter(({ name }) => THOROUGH.includes(name))
    .map((testCase) => ({ ...testCase, tilings: tilingsOf(kernel, testCase, EVERYWHERE) }))
    .filter(({ tilings }) => tilings.length > 1);
  test.each(thorough)('$name, in $tilings.length tilings', async ({ tilings, ...testCase }) => {
    // Every storage has its turn.
    const inTurn = tilings.map((tiling, i) => [tiling, storages[i % storages.length] ?? 'f32'] as const);
    for (const [tiling, storage] of everyNth(4, inTurn, kernels.indexOf(kernel)))
      await check(kernel, testCase, storage, tiling, { pools: isPooled(kernel, testCase) });
  });
});
