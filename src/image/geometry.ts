/**
 * Where each pixel of the input tensor lies in the photo: timm's resize and centre crop as matrices.
 *
 * All arithmetic is in double precision and in Pillow's order, since the resampling coefficients are derived from it
 * bit for bit. Hence two matrices applied in turn and not their product, whose rounding differs.
 */
import { mat2d, vec2 } from 'gl-matrix';
import { ConfigError } from '../core/errors';
import type { PixelSize } from '../core/pixels';

/** A centred square cut out of a resized photo. */
export interface View {
  readonly photo: PixelSize;
  /** The photo's size after the resize, before the crop. */
  readonly resized: PixelSize;
  /** The side of the square, in pixels. */
  readonly side: number;
  /** From the square to the resized photo. */
  readonly crop: Float64Array;
  /** From the resized photo to the photo. */
  readonly resize: Float64Array;
}

/**
 * The view that timm evaluates on: the short side resized to floor(side / cropPct), the long side in proportion and
 * rounded down, then the centre square. Throws a ConfigError for a cropPct outside (0, 1].
 */
export function centreCrop(photo: PixelSize, side: number, cropPct: number): View {
  if (!(cropPct > 0 && cropPct <= 1))
    throw new ConfigError(`cropPct is ${cropPct}; it must be above 0 and at most 1, such as 0.875`);
  const short = Math.floor(side / cropPct);
  const shortest = Math.min(photo.width, photo.height);
  const scaled = (length: number): number => Math.trunc((short * length) / shortest);
  const resized = { width: scaled(photo.width), height: scaled(photo.height) };
  const offset = [roundHalfToEven((resized.width - side) / 2), roundHalfToEven((resized.height - side) / 2)] as const;
  const scale = [photo.width / resized.width, photo.height / resized.height] as const;
  const crop = new Float64Array(6);
  const resize = new Float64Array(6);
  mat2d.fromTranslation(crop, offset);
  mat2d.fromScaling(resize, scale);
  return { photo, resized, side, crop, resize };
}

/** The point of the photo, in its pixels, under the centre of the square's pixel (x, y). */
export function toPhoto({ crop, resize }: View, x: number, y: number): Float64Array {
  const point = Float64Array.of(x + 0.5, y + 0.5);
  vec2.transformMat2d(point, point, crop);
  vec2.transformMat2d(point, point, resize);
  return point;
}

/** Python's `round`; `value` is not negative. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
