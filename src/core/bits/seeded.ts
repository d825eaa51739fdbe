/**
 * The seeded generator: element i of a tensor depends on the tensor's name and on i, on nothing else. The Python oracle
 * (`tools/oracle/seeded.py`) makes the same bits, so that goldens hold outputs only.
 *
 * - The seed is FNV-1a (32 bits) of the name's UTF-8 bytes.
 * - Element i is MurmurHash3's finaliser of seed + i * 0x9e3779b9 (mod 2^32); its upper 24 bits u give the unit value
 *   u * 2^-23 - 1, a float32 in [-1, 1).
 * - A scale is rounded to float32 first, then the product, then the sum with the offset, once each.
 */
import { elementCount, type HostTensor, type Shape } from '../tensor';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const GOLDEN_RATIO = 0x9e3779b9;

function hashName(name: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash;
}

/** A tensor of uniform values in [offset - scale, offset + scale), determined by its name and shape. */
export function seededTensor(name: string, shape: Shape, scale = 1, offset = 0): HostTensor {
  const seed = hashName(name);
  const factor = Math.fround(scale);
  const data = new Float32Array(elementCount(shape));
  for (let i = 0; i < data.length; i++) {
    let bits = (seed + Math.imul(i, GOLDEN_RATIO)) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    data[i] = Math.fround(((bits >>> 8) * 2 ** -23 - 1) * factor) + offset;
  }
  return { shape, data };
}
