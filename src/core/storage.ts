/**
 * The kinds of storage as a table: in which numbers a weight is kept on the GPU. How a weight is rounded and written is
 * the row of the same name in `weights/packing/storages/storages.ts`; how a shader reads it, `shaders/lib/weights`.
 */
import { F16_MAX } from './bits/half';

/** How weights are kept on the GPU: 32-bit floats, 16-bit floats, or bytes with one f32 scale an output channel. */
export type Storage = 'f32' | 'f16' | 'int8';

interface StorageKind {
  /** Bits of one weight. */
  readonly bits: number;
  /** Whether each output channel has an f32 scale, by which the shader multiplies sums. */
  readonly hasScales: boolean;
  /** The largest magnitude that a weight may have. */
  readonly largest: number;
  /** The largest n for which a channel of integers -n..n, times one power of two, is kept exactly. */
  readonly largestInteger: number;
  /** Its description in help texts. */
  readonly words: string;
}

const F32_MAX = (2 - 2 ** -23) * 2 ** 127;

export const STORAGE_KINDS: Readonly<Record<Storage, StorageKind>> = {
  f32: {
    bits: 32,
    hasScales: false,
    largest: F32_MAX,
    largestInteger: 2 ** 24,
    words: '32-bit floats, the values of the checkpoint',
  },
  f16: {
    bits: 16,
    hasScales: false,
    largest: F16_MAX,
    largestInteger: 2 ** 11,
    words: '16-bit floats, half the memory',
  },
  int8: {
    bits: 8,
    hasScales: true,
    largest: F32_MAX,
    largestInteger: 127, // -128 has no positive counterpart and stays unused
    words: 'bytes with a scale an output channel, a quarter of the memory',
  },
};

export const STORAGES = Object.keys(STORAGE_KINDS) as readonly Storage[];

/** Each storage with its description, for help texts: "f16: 16-bit floats, half the memory". */
export const storageWords: readonly string[] = STORAGES.map((storage) => `${storage}: ${STORAGE_KINDS[storage].words}`);

/** The bits of a weight in the narrowest storage. */
export const LEAST_BITS = Math.min(...STORAGES.map((storage) => STORAGE_KINDS[storage].bits));
