/**
 * The seeded generator: weights and inputs that the Python oracle (`tools/oracle/seeded.py`) makes bit for bit alike,
 * so that goldens hold outputs only. Element i of a tensor depends on the tensor's name and on i, on nothing else.
 *
 * - The seed is FNV-1a (32 bits) of the name's UTF-8 bytes.
 * - Element i is MurmurHash3's finaliser of seed + i * 0x9e3779b9 (mod 2^32); its upper 24 bits u give the unit value
 *   u * 2^-23 - 1, a float32 in [-1, 1).
 * - A scale is rounded to float32 first, then the product, then the sum with the offset, once each.
 */
import { elementCount, type HostTensor, type Shape } from '../core/tensor';
import type { Parameter } from '../core/weights';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const GOLDEN_RATIO = 0x9e3779b9;

/** What the unit values of a tensor are multiplied by, and what is added then. */
interface Distribution {
  readonly scale: number;
  readonly offset: number;
}

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

/** An input [N, 3, H, W] in [-2, 2), about the range of a normalised photo. */
export const seededInput = (shape: Shape): HostTensor => seededTensor('input', shape, 2);

/**
 * By a parameter's role, so that activations neither vanish nor explode in 14 to 269 layers: He's uniform bound
 * sqrt(6 / fan-in) for matrices, scales and variances around 1, shifts around 0. The last batch norm of a block is
 * small, since each block adds to its input; so is fc2, or the softmax after it would saturate and hide errors.
 */
function distribution({ name, shape }: Parameter): Distribution {
  if (shape.length > 1) {
    const bound = Math.sqrt(6 / elementCount(shape.slice(1)));
    return { scale: name.endsWith('fc2.weight') ? bound / 16 : bound, offset: 0 };
  }
  if (name.endsWith('bn3.weight')) return { scale: 0.09375, offset: 0.1875 };
  if (name.endsWith('.weight') || name.endsWith('.running_var')) return { scale: 0.5, offset: 1 };
  return { scale: 0.25, offset: 0 };
}

/** A state dict with healthy activations for the given parameters of any ResNeSt. */
export function seededWeights(parameters: readonly Parameter[]): Map<string, HostTensor> {
  return new Map(
    parameters.map((parameter) => {
      const { scale, offset } = distribution(parameter);
      return [parameter.name, seededTensor(parameter.name, parameter.shape, scale, offset)];
    }),
  );
}
