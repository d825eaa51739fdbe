/**
 * The float64 references against PyTorch: they are what every kernel is judged by.
 */
import { describe, expect, test } from 'vitest';
import { elementCount, type HostTensor, type Shape } from '../core/tensor';
import type { Parameter } from '../core/weights';
import goldens from '../testing/goldens/ops.json';
import { reference } from '../testing/reference';
import { seededTensor, seededWeights } from '../testing/seeded';
import { foldBatchNorm } from '../weights/packing/fold';
import { lessFirst } from '../weights/packing/lessFirst';
import { stateDictOf } from '../weights/stateDict';
import type { Conv2d } from './conv2d';
import type { Op } from './op';

interface Golden {
  readonly op: string;
  readonly attributes: Readonly<Record<string, number | boolean | string>>;
  readonly inputs: Readonly<Record<string, Shape>>;
  readonly parameters?: readonly Parameter[];
  readonly output: { readonly shape: Shape; readonly values: readonly number[] };
}

const conv = (op: Partial<Conv2d>): Conv2d => ({
  ...{ type: 'conv2d', outChannels: 1, kernelSize: 1, stride: 1, padding: 0, dilation: 1, groups: 1, rectify: 'none' },
  ...{ residual: false, relu: false },
  ...op,
});

/** PyTorch's attributes as our op. */
const ops: Readonly<Record<string, (golden: Golden) => Op>> = {
  conv2d: ({ attributes, inputs: { weight = [] } }) =>
    conv({ outChannels: weight[0] ?? 0, kernelSize: weight[2] ?? 0, ...attributes }),
  max_pool2d: ({ attributes: { kernel_size, stride, padding } }) =>
    ({ type: 'maxPool2d', kernelSize: kernel_size, stride, padding }) as Op,
  avg_pool2d: ({ attributes: { kernel_size, stride, padding, ceil_mode, count_include_pad } }) =>
    ({
      ...{ type: 'avgPool2d', kernelSize: kernel_size, stride, padding },
      paddingEnd: 0,
      ...{ ceilMode: ceil_mode, countIncludePad: count_include_pad },
    }) as Op,
  adaptive_avg_pool2d: () => ({ type: 'globalAvgPool' }),
  global_pool: ({ attributes }) => ({ type: 'globalPool', ...attributes }) as Op,
  gem: ({ attributes }) => ({ type: 'gemPool', ...attributes }) as Op,
  rSoftMax: ({ attributes }) => ({ type: 'rSoftMax', ...attributes }) as Op,
};

/** splat.py's forward, composed of the references. */
async function splitAttention(
  { attributes, parameters = [] }: Golden,
  x: HostTensor,
): Promise<HostTensor<Float64Array>> {
  const { radix, groups, padding, dilation } = attributes as Record<string, number>;
  const whole = stateDictOf(seededWeights(parameters));
  const source = { conv: 'fc2', bias: true, ...(radix !== 1 && { radix: radix ?? 1 }) };
  const stateDict = lessFirst({ source, groups: groups ?? 1 }, whole);
  const convolve = async (
    name: string,
    input: HostTensor,
    options: Partial<Conv2d>,
    batchNorm?: string,
  ): Promise<HostTensor> => {
    const stored = stateDict.get(`${name}.weight`)?.shape ?? [];
    const bias = stateDict.has(`${name}.bias`);
    const folded = await foldBatchNorm({ conv: name, bias, ...(batchNorm ? { batchNorm } : {}) }, stateDict);
    const op = conv({ outChannels: stored[0] ?? 0, relu: batchNorm !== undefined, ...options });
    const weight = { shape: stored, data: folded.weight };
    return single(reference(op, { activations: { input }, weight, bias: { shape: [], data: folded.bias } }));
  };
  const run = (op: Op, input: HostTensor): HostTensor => single(reference(op, { activations: { input } }));
  const spatial = {
    kernelSize: 3,
    padding: padding ?? 0,
    dilation: dilation ?? 1,
    groups: (groups ?? 1) * (radix ?? 1),
  };
  const splits = await convolve('conv', x, spatial, 'bn0');
  const sum = run({ type: 'splitSum', radix: radix ?? 1 }, splits);
  const gap = run({ type: 'globalAvgPool' }, sum);
  const hidden = await convolve('fc1', gap, { groups: groups ?? 1 }, 'bn1');
  const logits = await convolve('fc2', hidden, { groups: groups ?? 1 });
  const attention = run({ type: 'rSoftMax', radix: radix ?? 1, cardinality: groups ?? 1 }, logits);
  return reference({ type: 'attentionWeightedSum', radix: radix ?? 1 }, { activations: { input: splits, attention } });
}

/** PyTorch's logits as our op reads them. */
function differences({ attributes }: Golden, { shape: [n = 0, channels = 0], data }: HostTensor): HostTensor {
  const { radix = 1, cardinality = 1 } = attributes as Record<string, number>;
  const width = channels / radix / cardinality;
  if (radix === 1) return { shape: [n, channels, 1, 1], data };
  const less = data.map((value, i) => value - (data[i - (Math.floor(i / width) % radix) * width] ?? NaN));
  const kept = less.filter((_, i) => Math.floor(i / width) % radix > 0);
  return { shape: [n, kept.length / n, 1, 1], data: kept };
}

const single = ({ shape, data }: HostTensor<Float64Array>): HostTensor => ({ shape, data: Float32Array.from(data) });

const asMaps = (shape: Shape): Shape => (shape.length === 2 ? [...shape, 1, 1] : shape);

describe.each(goldens as unknown as Golden[])('$op $attributes on $inputs.input', (golden) => {
  const seeded = (name: string): HostTensor => seededTensor(name, asMaps(golden.inputs[name] ?? []));
  const composed = golden.op === 'SplAtConv2d';

  test('equals PyTorch', async () => {
    const input = golden.op === 'rSoftMax' ? differences(golden, seeded('input')) : seeded('input');
    const op = ops[golden.op]?.(golden);
    const bias = golden.inputs.bias ? seeded('bias') : { shape: [0], data: new Float32Array(4096) };
    const got = composed
      ? await splitAttention(golden, input)
      : reference(op as Op, { activations: { input }, weight: seeded('weight'), bias });
    expect(got.shape).toEqual(asMaps(golden.output.shape));
    expect(got.data.length).toBe(elementCount(golden.output.shape));
    // Composed of f32 steps, or rounded to nine digits in the file.
    const allowed = composed ? 2e-6 : 2e-8;
    golden.output.values.forEach((want, i) => {
      expect(Math.abs((got.data[i] ?? NaN) - want)).toBeLessThan(allowed * Math.max(1, Math.abs(want)));
    });
  });
});

test('PyTorch has a golden for every kind of op', () => {
  expect(new Set(goldens.map(({ op }) => op))).toEqual(new Set([...Object.keys(ops), 'SplAtConv2d']));
});
