/**
 * A part of a photo that is taken for the photo.
 */
import { ImageError } from '../core/errors';
import { type PixelSize, SUBPIXEL, type TurnedPixels } from '../core/pixels';
import type { Turned, View } from './geometry';

/**
 * A rectangle of a photo, in whole pixels of the photo as people see it, turned as its EXIF data say. It must lie within
 * the photo as a whole.
 */
export interface RegionOfInterest {
  /** The left edge, as if there were no rotation. */
  readonly x: number;
  /** The upper edge. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /**
   * By how many degrees the rectangle is turned clockwise about its centre; the model sees its content upright.
   * @default 0
   */
  readonly rotation?: number | undefined;
}

/** Corners may be this far outside: the sine of 180 degrees is not quite 0. */
const TOLERANCE = 1e-6;

/**
 * The view of a region: `viewOf` says which part of a photo of the region's size is taken. Without a rotation the model sees
 * the numbers that it sees of the cropped photo. Throws an ImageError for a region that is not within the photo.
 */
export function viewWithin(photo: PixelSize, region: RegionOfInterest, viewOf: (size: PixelSize) => View): View {
  const { x, y, width, height } = region;
  const turned = turnedOf(region);
  const isTurned = turned.sin !== 0 || turned.cos !== 1;
  const corners = [0, width].flatMap((u) => [0, height].map((v) => placeOf(turned, u, v)));
  const isWithin = corners.every(
    ([left, top]) => Math.min(left, top, photo.width - left, photo.height - top) >= -TOLERANCE, // of all four edges
  );
  if (!isWithin)
    throw new ImageError(
      'region',
      `the region of ${width}x${height} pixels at ${x}, ${y}${isTurned ? `, turned by ${region.rotation} degrees,` : ''} is not within the photo of ${photo.width}x${photo.height} pixels; give a smaller one`,
    );
  const view = viewOf({ width, height });
  if (isTurned) return { ...view, turned };
  return { ...view, region: { ...view.region, x: x + view.region.x, y: y + view.region.y } };
}

/** Quarters of a turn are exact. */
function turnedOf({ x, y, width, height, rotation = 0 }: RegionOfInterest): Turned {
  const degrees = ((rotation % 360) + 360) % 360;
  const quarters = degrees / 90;
  const radians = (degrees * Math.PI) / 180;
  const exact = [1, 0, -1, 0];
  const cos = Number.isInteger(quarters) ? (exact[quarters % 4] ?? NaN) : Math.cos(radians);
  const sin = Number.isInteger(quarters) ? (exact[(quarters + 3) % 4] ?? NaN) : Math.sin(radians);
  return { width, height, centre: [x + width / 2, y + height / 2], cos, sin };
}

/** The point of the photo under a point of the region. */
function placeOf({ width, height, centre, cos, sin }: Turned, u: number, v: number): readonly [x: number, y: number] {
  const [right, down] = [u - width / 2, v - height / 2];
  return [centre[0] + cos * right - sin * down, centre[1] + sin * right + cos * down];
}

/** Where the pixels of a turned region lie in the photo. */
export function turnedPixels(turned: Turned): TurnedPixels {
  const { width, height, centre, cos, sin } = turned;
  const inSubpixels = (
    length: number,
    place: (i: number) => readonly [x: number, y: number],
  ): Int32Array<ArrayBuffer> =>
    Int32Array.from({ length: 2 * length }, (_, i) => Math.round((place(i >> 1)[i % 2] ?? NaN) * SUBPIXEL));
  return {
    columns: inSubpixels(width, (x) => [cos * (x + 0.5 - width / 2), sin * (x + 0.5 - width / 2)]),
    // Half a pixel less: whole numbers are the centres of pixels.
    rows: inSubpixels(height, (y) => [
      centre[0] - 0.5 - sin * (y + 0.5 - height / 2),
      centre[1] - 0.5 + cos * (y + 0.5 - height / 2),
    ]),
  };
}
