/**
 * How each kind of storage rounds weights and writes them: the part of its row that works on values.
 */
import { floatsToHalves, halvesToFloats } from '../../../core/bits/half';
import { STORAGE_KINDS, STORAGES, type Storage } from '../../../core/storage';
import type { DType } from '../../stateDict';
import { roundHalves } from './roundHalves';
import { roundIntegers } from './roundIntegers';

/** Weights as a storage keeps them. */
export interface Rounded {
  /** Numbers that the storage keeps exactly, in the order of the weights. */
  readonly values: Float32Array;
  /** For a storage with scales: one an output channel, by which its values are to be multiplied. */
  readonly scales?: Float32Array;
}

interface Packing {
  /** Rounds weights [outputs, ...], row-major. The result may take the weights' own memory where that is scratch. */
  readonly round: (weights: Float32Array, outputs: number) => Rounded;
  /** Writes rounded values into zeroed bytes, from the first on; what comes first is lowest in its u32. */
  readonly write: (values: Float32Array, bytes: ArrayBuffer) => void;
  /** Reads what `write` gave. */
  readonly read: (bytes: ArrayBuffer) => ArrayLike<number>;
  /** Whether the bytes that `write` gives are the f32 values themselves, which may then stay where they are. */
  readonly isF32: boolean;
  /** The element type of a checkpoint that is kept so unless its reader wishes otherwise. */
  readonly dtype?: DType;
}

export const PACKING: Readonly<Record<Storage, Packing>> = {
  f32: {
    round: (weights) => ({ values: weights }),
    write: (values, bytes) => new Float32Array(bytes).set(values),
    read: (bytes) => new Float32Array(bytes),
    isF32: true,
  },
  f16: {
    round: (weights, outputs) => ({ values: roundHalves(weights, outputs) }),
    write: (values, bytes) => void floatsToHalves(values, new Uint16Array(bytes)),
    read: (bytes) => halvesToFloats(new Uint16Array(bytes)),
    isF32: false,
    dtype: 'F16',
  },
  int8: {
    round: (weights, outputs) => roundIntegers(weights, outputs, STORAGE_KINDS.int8.largestInteger),
    write: (values, bytes) => new Int8Array(bytes).set(values),
    read: (bytes) => new Int8Array(bytes),
    isF32: false,
  },
};

/** The storage of a checkpoint whose weights have these element types: f32, unless they all have that of another one. */
export const storageFor = (dtypes: readonly DType[]): Storage =>
  STORAGES.find((storage) => {
    const { dtype } = PACKING[storage];
    return dtype !== undefined && dtypes.every((each) => each === dtype);
  }) ?? 'f32';
