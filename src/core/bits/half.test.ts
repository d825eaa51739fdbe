import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  F16_MAX,
  bfloatToFloat,
  bfloatsToFloats,
  floatToHalf,
  floatsToHalves,
  halfToFloat,
  halvesToFloats,
} from './half';

/** What IEEE 754 says the bits mean. */
function meaning(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const ALL_HALVES = Uint16Array.from({ length: 65536 }, (_, i) => i);

const floatOfBits = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;
const bitsOfFloat = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;

test('every f16 is decoded to its value, negative zero and NaN included', () => {
  const floats = halvesToFloats(ALL_HALVES);
  const wrong = [...ALL_HALVES].filter((half) => !Object.is(floats[half], meaning(half)));
  expect(wrong).toEqual([]);
  expect(halfToFloat(0x3555)).toBe(meaning(0x3555));
});

test('every f16 survives the way to f32 and back, NaN as a quiet NaN', () => {
  const back = floatsToHalves(halvesToFloats(ALL_HALVES));
  const wrong = [...ALL_HALVES].filter((half) => {
    const quiet = Number.isNaN(meaning(half)) ? half | 0x200 : half;
    return back[half] !== quiet;
  });
  expect(wrong).toEqual([]);
});

test('between two neighbours the nearer wins, and at the midpoint the even one', () => {
  const wrong: number[] = [];
  for (let half = 0; half < 0x7c00; half++) {
    const upper = half + 1 === 0x7c00 ? 65536 : meaning(half + 1); // infinity stands where 2^16 would
    const midpoint = bitsOfFloat((meaning(half) + upper) / 2);
    const even = half & 1 ? half + 1 : half;
    const got = [-1, 0, 1].map((step) => floatToHalf(floatOfBits(midpoint + step)));
    const negative = floatToHalf(-floatOfBits(midpoint));
    if (got[0] !== half || got[1] !== even || got[2] !== half + 1 || negative !== (even | 0x8000)) wrong.push(half);
  }
  expect(wrong).toEqual([]);
});

test('what lies past the range becomes infinity, what is too small a signed zero', () => {
  expect(floatToHalf(F16_MAX)).toBe(0x7bff);
  expect([65519.99609375, 65520, 70000, Infinity, -Infinity].map(floatToHalf)).toEqual([
    0x7bff, 0x7c00, 0x7c00, 0x7c00, 0xfc00,
  ]);
  expect([2 ** -25, -(2 ** -26), 1e-45, -0].map(floatToHalf)).toEqual([0, 0x8000, 0, 0x8000]);
});

test('bulk and single forms agree on any f32', () => {
  fc.assert(
    fc.property(fc.uint32Array({ maxLength: 40 }), (bits) => {
      const floats = new Float32Array(bits.slice().buffer);
      expect([...floatsToHalves(floats)]).toEqual([...bits].map((word) => floatToHalf(floatOfBits(word))));
    }),
  );
});

test('a part of a larger array is converted alone', () => {
  const part = Float32Array.of(9, 1, -2, 9).subarray(1, 3);
  expect([...floatsToHalves(part)]).toEqual([0x3c00, 0xc000]);
});

test('bf16 is the upper half of an f32', () => {
  const values = [0x3f80, 0xc000, 0x7f80, 0xff80, 0x0001, 0x8000, 0x4049];
  const expected = [1, -2, Infinity, -Infinity, 2 ** -133, -0, 3.140625];
  expect([...bfloatsToFloats(Uint16Array.from(values))]).toEqual(expected);
  expect(values.map(bfloatToFloat)).toEqual(expected);
  expect(bfloatToFloat(0x7fc0)).toBeNaN();
});
