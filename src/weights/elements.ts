/**
 * Decodes the elements of a stored tensor, which lie little-endian in a row, to f32.
 */
import { WeightsError } from '../core/errors';
import { bfloatsToFloats, halvesToFloats } from '../core/half';
import { type DType, DTYPE_BYTES } from './stateDict';
import { quoted } from './wording';

/**
 * `count` elements from byte `offset` on as f32; f32 that is aligned is not copied. Throws a WeightsError, which calls
 * the tensor `name`, for types that are not floating-point.
 */
export function decodeElements(
  bytes: ArrayBuffer,
  offset: number,
  count: number,
  dtype: DType,
  name: string,
): Float32Array {
  const width = DTYPE_BYTES[dtype];
  // A typed array must start at a multiple of its element's size, which no format promises.
  const [memory, at] = offset % width === 0 ? [bytes, offset] : [bytes.slice(offset, offset + count * width), 0];
  switch (dtype) {
    case 'F32':
      return new Float32Array(memory, at, count);
    case 'F64':
      return new Float32Array(new Float64Array(memory, at, count));
    case 'F16':
      return halvesToFloats(new Uint16Array(memory, at, count));
    case 'BF16':
      return bfloatsToFloats(new Uint16Array(memory, at, count));
    default:
      throw new WeightsError(
        `tensor ${quoted(name)} is ${dtype}, which cannot serve as a weight; use F32, F16, BF16 or F64`,
      );
  }
}
