/**
 * Decodes the elements of a stored tensor, which lie little-endian in a row, to f32.
 */
import { WeightsError } from '../../core/errors';
import { bfloatsToFloats, halvesToFloats } from '../../core/half';
import { asScratch, inPlaceOf } from '../../core/release';
import { type DType, DTYPE_BYTES } from '../stateDict';
import { quoted } from '../../core/wording';

/**
 * `count` elements from byte `offset` on as f32; f32 that is aligned is not copied, all else is scratch.
 * Throws a WeightsError, which calls the tensor `name`, for types that are not floating-point.
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
  if (offset % width === 0) return decodeAligned(bytes, offset, count, dtype, name);
  const moved = asScratch(new Uint8Array(bytes.slice(offset, offset + count * width)));
  return inPlaceOf(moved, decodeAligned(moved.buffer, 0, count, dtype, name));
}

function decodeAligned(bytes: ArrayBuffer, offset: number, count: number, dtype: DType, name: string): Float32Array {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes, offset, count);
    case 'F64':
      return asScratch(new Float32Array(new Float64Array(bytes, offset, count)));
    case 'F16':
      return asScratch(halvesToFloats(new Uint16Array(bytes, offset, count)));
    case 'BF16':
      return asScratch(bfloatsToFloats(new Uint16Array(bytes, offset, count)));
    default:
      throw new WeightsError(
        'unsupported',
        `tensor ${quoted(name)} is ${dtype}, which cannot serve as a weight; use F32, F16, BF16 or F64`,
      );
  }
}
