/**
 * Whether an output is what an op gives on known operands, within the bound of `errorBounds`.
 */
import type { HostTensor, Shape4 } from '../core/tensor';
import { type Conv2d, conv2dAt } from './conv2d';
import { type Op, outputShape } from './op';
import { absoluteOperands, errorBounds, type Operands, reference, relativeBound } from './reference';

/** What one output should be, and how far it may be from it. */
export interface Expected {
  readonly index: number;
  readonly value: number;
  readonly bound: number;
}

/** The output that strays the most for its bound. */
export interface Check {
  readonly error: number;
  readonly bound: number;
  readonly passed: boolean;
}

/** Of a convolution so many outputs are computed in float64; all of them would take a second. */
const SAMPLES = 256;

/** Outputs [N, C, H, W], row-major, by the float64 reference; of convolutions some, at corners, at edges and inside. */
export const expectedOf = (op: Op, operands: Operands): readonly Expected[] =>
  op.type === 'conv2d' ? sampled(op, operands) : all(op, operands);

/** Compares an output, row-major, with what is expected of it. */
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

function all(op: Op, operands: Operands): Expected[] {
  const { data } = reference(op, operands);
  const bounds = errorBounds(op, operands);
  return Array.from(data, (value, index) => ({ index, value, bound: bounds[index] ?? 0 }));
}

function sampled(op: Conv2d, operands: Operands): Expected[] {
  const [images, channels, height, width] = outputShape(op, operands.activations.input?.shape as Shape4);
  const value = conv2dAt(op, conv2dOperands(operands));
  const magnitude = conv2dAt(op, conv2dOperands(absoluteOperands(operands)));
  const relative = relativeBound(operands);
  const pick = picker();
  return Array.from({ length: SAMPLES }, () => {
    const at = [pick(images), pick(channels), pick(height), pick(width)] as const;
    const [image, o, y, x] = at;
    const index = ((image * channels + o) * height + y) * width + x;
    return { index, value: value(...at), bound: relative * magnitude(...at) + 1e-30 };
  });
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

const NONE: HostTensor = { shape: [], data: new Float32Array() };

const conv2dOperands = ({ activations, weight = NONE, bias = NONE }: Operands): Parameters<typeof conv2dAt>[1] => ({
  ...activations,
  input: activations.input ?? NONE,
  weight,
  bias: bias.data,
});
