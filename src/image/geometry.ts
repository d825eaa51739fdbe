/**
 * Where each pixel of the input tensor lies in the photo: resize and crop, in either order, as matrices.
 *
 * All arithmetic is in double precision and in Pillow's order, since the resampling coefficients are derived from it
 * bit for bit. Hence two matrices applied in turn and not their product, whose rounding differs.
 */
import { mat2d, vec2 } from 'gl-matrix';
import { ConfigError, ImageError } from '../core/errors';
import type { PixelSize } from '../core/pixels';

/** A rectangle of whole pixels. */
export interface Region extends PixelSize {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of a photo that is turned clockwise about its centre. */
export interface Turned extends PixelSize {
  readonly centre: readonly [x: number, y: number];
  readonly cos: number;
  readonly sin: number;
}

/**
 * A square made of a photo: a region is resized without the pixels around it, and the square is cut out of the result.
 */
export interface View {
  /** The part of the photo that is resized. */
  readonly region: Region;
  /** The region's size after the resize. */
  readonly resized: PixelSize;
  /** The side of the square, in pixels. */
  readonly side: number;
  /** From the square to the resized region. */
  readonly crop: Float64Array;
  /** From the resized region to the region. */
  readonly resize: Float64Array;
  /** The part of the photo that is taken for the photo, where it is turned: the region is a part of this part. */
  readonly turned?: Turned | undefined;
}

/**
 * The view that timm evaluates on: the short side resized to floor(side / cropPct), the long side in proportion and
 * rounded down, then the centre square. Throws a ConfigError for a cropPct outside (0, 1].
 */
export function resizeThenCrop(photo: PixelSize, side: number, cropPct: number): View {
  if (!(cropPct > 0 && cropPct <= 1))
    throw new ConfigError('preprocessing', `cropPct is ${cropPct}; it must be above 0 and at most 1, such as 0.875`);
  const short = Math.floor(side / cropPct);
  const shortest = Math.min(photo.width, photo.height);
  const scaled = (length: number): number => Math.trunc((short * length) / shortest);
  const { width, height } = photo;
  return viewOf({ x: 0, y: 0, width, height }, { width: scaled(width), height: scaled(height) }, side);
}

/** The width of the margin that the original crop leaves out, both sides together, in pixels of the input. */
const MARGIN = 32;

/**
 * The view that the original code evaluates on (its ECenterCrop): the centre square of side / (side + 32) of the short
 * side, whose edges are rounded to whole pixels one by one, then resized; so the region may be one pixel off a square.
 * Throws an ImageError for a photo that is too small to leave a pixel.
 */
export function cropThenResize(photo: PixelSize, side: number): View {
  const size = (side / (side + MARGIN)) * Math.min(photo.width, photo.height);
  const centred = (length: number): readonly [start: number, size: number] => {
    const start = roundHalfToEven((length - size) / 2);
    return [start, roundHalfToEven(start + size) - start];
  };
  const [x, width] = centred(photo.width);
  const [y, height] = centred(photo.height);
  if (width < 1 || height < 1)
    throw new ImageError(
      'too-small',
      `a photo of ${photo.width}x${photo.height} pixels is too narrow to be cropped to an input of ${side} pixels; give a larger one`,
    );
  return viewOf({ x, y, width, height }, { width: side, height: side }, side);
}

function viewOf(region: Region, resized: PixelSize, side: number): View {
  const offset = [roundHalfToEven((resized.width - side) / 2), roundHalfToEven((resized.height - side) / 2)] as const;
  const scale = [region.width / resized.width, region.height / resized.height] as const;
  const crop = new Float64Array(6);
  const resize = new Float64Array(6);
  mat2d.fromTranslation(crop, offset);
  mat2d.fromScaling(resize, scale);
  return { region, resized, side, crop, resize };
}

/** The point of the region, in its pixels, under the centre of the square's pixel (x, y). */
export function toRegion({ crop, resize }: View, x: number, y: number): Float64Array {
  const point = Float64Array.of(x + 0.5, y + 0.5);
  vec2.transformMat2d(point, point, crop);
  vec2.transformMat2d(point, point, resize);
  return point;
}

/** Where the pixels of a picture lie in the model's input: their centres, as parts of the input's width and height. */
export interface Placement {
  /** One number a column of the picture: 0 is the input's left edge and 1 its right edge. */
  readonly columns: Float64Array;
  /** One number a row: 0 is the input's upper edge and 1 its lower edge. */
  readonly rows: Float64Array;
  /** Of a picture that is turned: what its rows add to `columns`, and its columns to `rows`. */
  readonly skew?: { readonly rows: Float64Array; readonly columns: Float64Array };
}

/** The inverse of resize and crop: where a photo's pixels lie in its view. The view does not show those outside 0 to 1. */
export function placementOf({ width, height }: PixelSize, { region, side, crop, resize, turned }: View): Placement {
  const inverse = (matrix: Float64Array): Float64Array => {
    const inverted = new Float64Array(6);
    mat2d.invert(inverted, matrix);
    return inverted;
  };
  const [toResized, toSquare] = [inverse(resize), inverse(crop)];
  const place = (x: number, y: number): Float64Array => {
    const point = Float64Array.of(x + 0.5 - region.x, y + 0.5 - region.y);
    vec2.transformMat2d(point, point, toResized);
    vec2.transformMat2d(point, point, toSquare);
    return point.map((pixels) => pixels / side);
  };
  if (turned) return turnedPlacement({ width, height }, turned, place);
  return {
    columns: Float64Array.from({ length: width }, (_, x) => place(x, 0)[0] ?? NaN),
    rows: Float64Array.from({ length: height }, (_, y) => place(0, y)[1] ?? NaN),
  };
}

/** Turned back, a pixel's place is a sum of a share of its column and one of its row, since all steps are linear. */
function turnedPlacement(
  { width, height }: PixelSize,
  { width: across, height: down, centre, cos, sin }: Turned,
  place: (x: number, y: number) => Float64Array,
): Placement {
  const at = (x: number, y: number): Float64Array => {
    const [right, below] = [x + 0.5 - centre[0], y + 0.5 - centre[1]];
    return place(cos * right + sin * below + across / 2 - 0.5, cos * below - sin * right + down / 2 - 0.5);
  };
  const origin = at(0, 0);
  const part = (point: Float64Array, axis: 0 | 1): number => point[axis] ?? NaN;
  return {
    columns: Float64Array.from({ length: width }, (_, x) => part(at(x, 0), 0)),
    rows: Float64Array.from({ length: height }, (_, y) => part(at(0, y), 1)),
    skew: {
      rows: Float64Array.from({ length: height }, (_, y) => part(at(0, y), 0) - part(origin, 0)),
      columns: Float64Array.from({ length: width }, (_, x) => part(at(x, 0), 1) - part(origin, 1)),
    },
  };
}

/** The placement of the input itself, for tensors, which are not preprocessed. */
export const wholeInput = ({ width, height }: PixelSize): Placement => ({
  columns: Float64Array.from({ length: width }, (_, x) => (x + 0.5) / width),
  rows: Float64Array.from({ length: height }, (_, y) => (y + 0.5) / height),
});

/** Python's `round`; `value` is not negative. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2) : Math.round(value);
}
