/**
 * The 16-bit floats: IEEE binary16 (f16) both ways, bfloat16 (bf16) to f32.
 *
 * A 16-bit float is handled as its bits, an integer 0..65535. The bulk forms view memory as the host keeps it, which is
 * little-endian on every machine that has a browser, as in safetensors files and in WGSL.
 */

/** The largest finite f16. */
export const F16_MAX = 65504;

const F32_INFINITY_BITS = 0x7f800000;
/** 2^16; what rounds up to it from below carries into the bits of infinity by itself. */
const F16_OVERFLOW_BITS = 0x47800000;
/** 2^-14, the smallest f16 that is not subnormal. */
const F16_MIN_NORMAL_BITS = 0x38800000;
/** The exponent bias of f32 less that of f16, 127 - 15, in place in an f32. */
const REBIAS_BITS = 112 << 23;
const REBIAS_FACTOR = 2 ** 112;

const scratchFloat = new Float32Array(1);
const scratchBits = new Uint32Array(scratchFloat.buffer);
const scratchHalf = new Uint16Array(1);

/** Drops the low `count` bits, rounding to nearest, ties to even. */
const roundOff = (bits: number, count: number): number =>
  (bits + (1 << (count - 1)) - 1 + ((bits >>> count) & 1)) >>> count;

function halfOfFloatBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > F32_INFINITY_BITS) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
  if (magnitude >= F16_OVERFLOW_BITS) return sign | 0x7c00;
  if (magnitude >= F16_MIN_NORMAL_BITS) return sign | roundOff(magnitude - REBIAS_BITS, 13);
  const shift = 126 - (magnitude >>> 23); // brings the significand to units of 2^-24, the step of f16 subnormals
  return shift > 24 ? sign : sign | roundOff((magnitude & 0x7fffff) | 0x800000, shift);
}

/** f32 values to f16 bits, rounded to nearest, ties to even; past the range to infinity. NaN stays NaN. */
export function floatsToHalves(
  floats: Float32Array,
  halves: Uint16Array = new Uint16Array(floats.length),
): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < bits.length; i++) halves[i] = halfOfFloatBits(bits[i] ?? 0);
  return halves;
}

/** f16 bits to f32 values, exactly. */
export function halvesToFloats(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    // Read as an f32 this is the value times 2^-112, f16 subnormals included; only the top exponent must be set by hand.
    if ((half & 0x7c00) === 0x7c00) bits[i] = (bits[i] ?? 0) | F32_INFINITY_BITS;
    else floats[i] = (floats[i] ?? 0) * REBIAS_FACTOR;
  }
  return floats;
}

/** bf16 bits to f32 values, exactly: a bf16 is the upper half of an f32. */
export function bfloatsToFloats(bfloats: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(bfloats.length);
  for (let i = 0; i < bfloats.length; i++) bits[i] = (bfloats[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

/** One number, first rounded to f32, to f16 bits; rounding as in `floatsToHalves`. */
export function floatToHalf(value: number): number {
  scratchFloat[0] = value;
  return halfOfFloatBits(scratchBits[0] ?? 0);
}

/** The number that f16 bits stand for, exactly. */
export function halfToFloat(half: number): number {
  scratchHalf[0] = half;
  return halvesToFloats(scratchHalf)[0] ?? 0;
}

/** The number that bf16 bits stand for, exactly. */
export function bfloatToFloat(bfloat: number): number {
  scratchBits[0] = bfloat << 16;
  return scratchFloat[0] ?? 0;
}
