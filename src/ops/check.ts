/**
 * Compares a kernel's output with the float64 reference of its op, within the bound of `errorBounds`.
 */
import { defect } from '../core/need';
import type { Shape4 } from '../core/tensor';
import { type Precision, PRECISION_KINDS } from '../core/precision';
import type { Conv2d } from './conv2d';
import { conv2dAt, type Conv2dOperands } from './references/conv2d';
import { type Op, outputShape } from './op';
import { absoluteOperands, type Operands } from './operands';
import { errorBounds, LEAST_BOUNDS, reference, relativeBound } from './reference';

/** The right value of one output, and how far the output may be from it. */
export interface Expected {
  readonly index: number;
  readonly value: number;
  readonly bound: number;
}

/** The output whose error is the largest part of its bound. */
export interface Check {
  readonly error: number;
  readonly bound: number;
  readonly passed: boolean;
}

/** The right values of outputs [N, C, H, W], row-major, by the float64 reference. */
export interface RightValues {
  /** For a convolution some outputs, at corners, at edges and inside; for other ops all. */
  readonly some: readonly Expected[];
  at(index: number): Expected;
}

/** Of a convolution so many outputs are computed beforehand; all of them would take a second. */
const SAMPLES = 256;

/** Those of a run whose activations lie in `precision`, and its output in `outputs`, where the largest number stands for what is larger. */
export function rightValuesOf(
  op: Op,
  operands: Operands,
  precision: Precision = 'f32',
  outputs = precision,
): RightValues {
  const right = op.type === 'conv2d' ? convolved(op, operands, precision) : computed(op, operands, precision);
  const { largest } = PRECISION_KINDS[outputs];
  const clamped = ({ value, ...rest }: Expected): Expected => ({
    ...rest,
    value: Math.max(-largest, Math.min(largest, value)),
  });
  return { some: right.some.map(clamped), at: (index) => clamped(right.at(index)) };
}

/** Compares an output, row-major, with the expected values. */
export function check(expected: readonly Expected[], output: Float32Array): Check {
  let worst = { error: 0, bound: 0 };
  let most = -1;
  for (const { index, value, bound } of expected) {
    const error = Math.abs((output[index] ?? NaN) - value);
    if (error / bound <= most) continue; // NaN is the worst, and stays it
    if (Number.isNaN(most)) break;
    worst = { error, bound };
    most = error / bound;
  }
  return { ...worst, passed: worst.error <= worst.bound };
}

function computed(op: Op, operands: Operands, precision: Precision): RightValues {
  const { data } = reference(op, operands);
  const bounds = errorBounds(op, operands, precision);
  const at = (index: number): Expected => ({ index, value: data[index] ?? NaN, bound: bounds[index] ?? NaN });
  return { some: Array.from(data, (_, index) => at(index)), at };
}

function convolved(op: Conv2d, operands: Operands, precision: Precision): RightValues {
  const [images, channels, height, width] = outputShape(op, operands.activations.input?.shape as Shape4);
  const value = conv2dAt(op, plainOperands(operands));
  const magnitude = conv2dAt(op, plainOperands(absoluteOperands(operands)));
  const relative = relativeBound(operands, precision);
  const at = (index: number): Expected => {
    const map = Math.floor(index / (height * width));
    const pixel = index % (height * width);
    const place = [Math.floor(map / channels), map % channels, Math.floor(pixel / width), pixel % width] as const;
    return { index, value: value(...place), bound: relative * magnitude(...place) + LEAST_BOUNDS[precision] };
  };
  const pick = picker();
  const some = Array.from({ length: SAMPLES }, () => {
    const map = pick(images) * channels + pick(channels);
    return at((map * height + pick(height)) * width + pick(width));
  });
  return { some, at };
}

/** Picks from `size` places the first, the last, or one between: tiles go wrong where they end. */
function picker(): (size: number) => number {
  let state = 1;
  return (size) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // a linear congruential generator
    const kind = state >>> 30;
    if (kind === 0) return 0;
    if (kind === 1) return size - 1;
    return Math.floor(((state & 0x3fffffff) / 2 ** 30) * size);
  };
}

/** As they are, not as f64: a copy of large maps would take longer than the samples. */
function plainOperands({ activations: { input, ...others }, weight, bias }: Operands): Conv2dOperands {
  if (!input || !weight || !bias) throw defect('a convolution has no input, weight or bias');
  return { ...others, input, weight, bias: bias.data };
}
