/**
 * In which numbers activations lie on the GPU and are multiplied. Sums are f32 in both.
 */

/** Activations as 32-bit floats, or as 16-bit floats where the device has `shader-f16`. */
export type Precision = 'f32' | 'f16';

interface PrecisionKind {
  /** Bytes of one number. */
  readonly bytes: number;
  /** The most by which a number differs from the one that it was rounded from, over its magnitude. */
  readonly roundoff: number;
  /** The largest magnitude. What is larger becomes this one. */
  readonly largest: number;
  /** Its description in help texts. */
  readonly words: string;
}

export const PRECISION_KINDS: Readonly<Record<Precision, PrecisionKind>> = {
  f32: {
    bytes: 4,
    roundoff: 2 ** -24,
    largest: (2 - 2 ** -23) * 2 ** 127,
    words: '32-bit floats',
  },
  f16: {
    bytes: 2,
    roundoff: 2 ** -11,
    largest: 65504,
    words: '16-bit floats, half the memory of activations, where the GPU has shader-f16',
  },
};

export const PRECISIONS = Object.keys(PRECISION_KINDS) as readonly Precision[];

/** Each precision with its description, for help texts. */
export const precisionWords: readonly string[] = PRECISIONS.map((each) => `${each}: ${PRECISION_KINDS[each].words}`);

/** In which numbers a model computes, and why in others than were asked for. */
export interface UsedPrecision {
  readonly used: Precision;
  /** Why it is f32 where f16 was asked for, in one sentence for a person; undefined where `used` is what was asked for. */
  readonly note: string | undefined;
}
