/**
 * The way back from a packed weight: the numbers that a kernel multiplies with for one output channel.
 */
import { needAt } from '../../core/need';
import { STORAGE_KINDS } from '../../core/storage';
import { ceilDiv } from '../../core/tensor';
import { elementCount } from '../../core/tensor';
import type { WeightLayout, WeightRequest, WeightRow } from '../../core/weights';
import { blockedStart, fromBlockedOrder } from './blockedOrder';
import type { FoldedWeight } from './fold';
import { listBytes } from './packedBytes';
import { PACKING } from './storages/storages';

/** Of a request: its sizes and the order and type of its numbers. */
type Packed = Pick<WeightRequest, 'shape' | 'groups' | 'layout' | 'storage'>;

/** Where the factors of an output channel lie, counted in numbers. */
interface Course {
  readonly first: number;
  readonly step: number;
}

const COURSES: Readonly<Record<WeightLayout, (packed: Packed, output: number) => Course>> = {
  plain: ({ shape: [, inputs] }, output) => ({ first: output * inputs, step: 1 }),
  blocked: (packed, output) => ({ first: blockedStart(packed, output), step: 4 }),
};

/** The bytes of a packed weight that hold an output channel; both ends are multiples of 4, as copies on the GPU ask. */
export function rowBytes(packed: Packed, output: number): { readonly from: number; readonly to: number } {
  const { first, step } = COURSES[packed.layout](packed, output);
  const last = first + step * (packed.shape[1] - 1);
  const { bits } = STORAGE_KINDS[packed.storage];
  return { from: Math.floor((first * bits) / 32) * 4, to: ceilDiv((last + 1) * bits, 32) * 4 };
}

/**
 * One output channel of a packed weight [O, I/groups, 1, 1]. `weight` are the bytes of `rowBytes`, or all bytes with
 * `from` 0; `bias` is that of the packed weight. Products of the storage's numbers and its scale are exact.
 */
export function unpackRow(
  packed: Packed,
  output: number,
  weight: ArrayBuffer,
  from: number,
  bias: ArrayBuffer,
): WeightRow {
  const { shape, layout, storage } = packed;
  const [outputs, inputs] = shape;
  const { first, step } = COURSES[layout](packed, output);
  const { bits, hasScales } = STORAGE_KINDS[storage];
  const numbers = PACKING[storage].read(weight);
  const start = first - (8 * from) / bits;
  // Biases come first, filled up to whole vec4f, and scales lie behind them.
  const perChannel = new Float32Array(bias);
  const scale = hasScales ? needAt(perChannel, listBytes(outputs) / 4 + output, 'scale') : 1;
  return {
    factors: Float64Array.from({ length: inputs }, (_, i) => needAt(numbers, start + i * step, 'number') * scale),
    bias: needAt(perChannel, output, 'bias'),
  };
}

/** A whole packed weight as the numbers that a kernel multiplies with, in PyTorch's order, in memory of its own. */
export function unpackWeight(packed: Packed, bytes: ArrayBuffer, bias: ArrayBuffer): FoldedWeight {
  const { shape, layout, storage } = packed;
  const [outputs] = shape;
  const numbers = PACKING[storage].read(bytes);
  const weight =
    layout === 'blocked' ? fromBlockedOrder(numbers, packed) : Float32Array.from(numbers).slice(0, elementCount(shape));
  const perChannel = new Float32Array(bias);
  if (STORAGE_KINDS[storage].hasScales) {
    const size = weight.length / outputs;
    const scales = perChannel.subarray(listBytes(outputs) / 4);
    for (let i = 0; i < weight.length; i++)
      weight[i] = (weight[i] ?? 0) * needAt(scales, Math.floor(i / size), 'scale');
  }
  return { weight, bias: perChannel.slice(0, outputs) };
}
