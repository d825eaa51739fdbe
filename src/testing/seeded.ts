/**
 * Seeded weights and inputs that the Python oracle (`tools/oracle/seeded.py`) makes bit for bit alike.
 */
import { seededTensor } from '../core/bits/seeded';
import { elementCount, type HostTensor, type Shape } from '../core/tensor';
import type { Parameter } from '../core/weights';

export { seededTensor };

/** What the unit values of a tensor are multiplied by, and what is added then. */
interface Distribution {
  readonly scale: number;
  readonly offset: number;
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
