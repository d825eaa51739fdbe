/**
 * Decodes the elements of a stored tensor, which lie little-endian in a row, to f32.
 */
import { WeightsError } from '../../core/errors';
import { bfloatsToFloats, halvesToFloats } from '../../core/bits/half';
import { asScratch, inPlaceOf } from '../../core/release';
import { type DType, DTYPE_BYTES } from '../stateDict';
import { quoted } from '../../core/wording';

/**
 * Elements as f32; f32 that is aligned is not copied, all else is scratch. Bytes that are scratch are freed or kept.
 * Throws a WeightsError, which calls the tensor `name`, for types that are not floating-point.
 */
export function decodeElements(bytes: Uint8Array<ArrayBuffer>, dtype: DType, name: string): Float32Array {
  // A typed array must start at a multiple of its element's size, which no format promises.
  const isAligned = bytes.byteOffset % DTYPE_BYTES[dtype] === 0;
  const aligned = isAligned ? bytes : inPlaceOf(bytes, asScratch(bytes.slice()));
  return inPlaceOf(aligned, decodeAligned(aligned, dtype, name));
}

function decodeAligned(
  { buffer, byteOffset, length }: Uint8Array<ArrayBuffer>,
  dtype: DType,
  name: string,
): Float32Array {
  const count = length / DTYPE_BYTES[dtype];
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer, byteOffset, count);
    case 'F64':
      return asScratch(new Float32Array(new Float64Array(buffer, byteOffset, count)));
    case 'F16':
      return asScratch(halvesToFloats(new Uint16Array(buffer, byteOffset, count)));
    case 'BF16':
      return asScratch(bfloatsToFloats(new Uint16Array(buffer, byteOffset, count)));
    default:
      throw new WeightsError(
        'unsupported',
        `tensor ${quoted(name)} is ${dtype}, which cannot serve as a weight; use F32, F16, BF16 or F64`,
      );
  }
}
