/**
 * Known operands of a step: seeded activations, and weights that their storage keeps exactly.
 */
import { floatsToHalves, halvesToFloats } from '../../../core/bits/half';
import { needAt } from '../../../core/need';
import { seededTensor } from '../../../core/bits/seeded';
import { STORAGE_KINDS, type Storage } from '../../../core/storage';
import { elementCount, type HostTensor } from '../../../core/tensor';
import type { WeightRequest } from '../../../core/weights';
import { inputNames } from '../../../ops/op';
import type { Operands } from '../../../ops/operands';
import { type StateDict, stateDictOf } from '../../../weights/stateDict';
import type { DistinctStep } from '../distinctSteps';

/** A step's operands as its reference takes them, and its weights as a checkpoint that they are packed from. */
export interface KnownOperands {
  readonly operands: Operands;
  readonly stateDict: StateDict;
}

/** By which large operands are multiplied. Attention stays below what shares of 1 can do: it never makes a map larger. */
const LARGE = { halves: 2 ** 14, shares: 2 ** -3, weights: 2 ** 3 } as const;

/**
 * Activations in [-2, 2), biases in [-1, 1). Activations that lie as f16 are values that it has; where they are `large`, some
 * sums are more than f16 holds, and others pass through such.
 */
export function knownOperandsOf(
  { step, inputs, halves }: DistinctStep,
  requests: readonly WeightRequest[],
  large: boolean,
): KnownOperands {
  const activations = Object.fromEntries(
    inputNames(step.op).map((name, i) => {
      const { shape, data } = seededTensor(name, needAt(inputs, i, `input of ${step.name},`), 2);
      const isHalf = halves.includes(i);
      const scaled = large ? data.map((value) => value * (isHalf ? LARGE.halves : LARGE.shares)) : data;
      return [name, { shape, data: isHalf ? halvesToFloats(floatsToHalves(scaled)) : scaled }];
    }),
  );
  const weights = requests.map(({ source, shape, storage }) => ({
    path: source.conv,
    weight: weightOf(source.conv, shape, storage, large ? LARGE.weights : 1),
    bias: seededTensor(`${source.conv}.bias`, [shape[0]]),
  }));
  const tensors = weights.flatMap(({ path, weight, bias }): [string, HostTensor][] => [
    [`${path}.weight`, weight],
    [`${path}.bias`, bias],
  ]);
  const [first, second] = weights;
  return {
    operands: {
      activations,
      ...(first ? { weight: first.weight, bias: first.bias } : {}),
      ...(second ? { weight2: second.weight, bias2: second.bias } : {}),
    },
    stateDict: stateDictOf(new Map(tensors)),
  };
}

/** As fine as bytes: a storage that keeps larger integers has the same weights, so that its sums can be compared. */
const FINEST = 127;

/**
 * Each weight is an integer that the storage keeps exactly, times a power of two. The first of each
 * output is the largest one: a storage with scales then finds that power as its scale, and keeps every value exactly. Sums
 * stay near 1, where no softmax saturates.
 */
function weightOf(name: string, shape: readonly [number, ...number[]], storage: Storage, factor: number): HostTensor {
  const largest = Math.min(FINEST, STORAGE_KINDS[storage].largestInteger);
  const weight = seededTensor(`${name}.weight`, shape, largest);
  const each = elementCount(shape) / shape[0];
  const unit = factor * 2 ** -(Math.ceil(Math.log2(largest)) + Math.round(Math.log2(each) / 2));
  const data = weight.data.map((value, i) => (i % each === 0 ? largest : Math.round(value)) * unit);
  return { shape, data };
}
