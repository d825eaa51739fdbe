/**
 * Turned regions of a photo, against the definition in integers bit for bit, and against float64 to a level of 8 bits.
 */
import { expect, test } from 'vitest';
import {
  type Photo,
  type PixelSize,
  type Resample,
  type ResampleAxis,
  SUBPIXEL,
  type TurnedPixels,
} from '../../core/pixels';
import { readBuffer } from '../../gpu/buffers';
import { pipelinesOf } from '../../gpu/pipelines';
import { type RegionOfInterest, viewWithin } from '../../image/region';
import { resampleAxis, resampleOf } from '../../image/resample';
import { viewFor } from '../../image/view';
import { openPhoto } from '../../image/source';
import { overWhite } from '../../ops/resample';
import { testGpu, withErrorScopes } from '../../testing/device';
import { bytesPhoto, randomPixels } from '../../testing/pictures/photos';
import { Preprocessor } from './preprocess';

/** Numbers of the input are levels: the mean is 0 and the deviation 1. */
const LEVELS = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

/** A resize that changes nothing. */
function unchanged(size: PixelSize, first: Resample['first']): Omit<Resample, 'turned'> {
  const axis = (length: number): ResampleAxis =>
    resampleAxis(
      length,
      1,
      Array.from({ length }, (_, i) => i + 0.5),
      'bilinear',
    );
  return { horizontal: axis(size.width), vertical: axis(size.height), first };
}

const turnedOf = (photo: PixelSize, region: RegionOfInterest): TurnedPixels => {
  const view = viewWithin(photo, region, (size) => viewFor(size, [8, 8], { recipe: 'hub', interpolation: 'bilinear' }));
  return resampleOf(view, 'bilinear').turned as TurnedPixels;
};

/** The region as the shaders make it, three bytes a pixel. */
async function regionOf(photo: Photo, region: RegionOfInterest, first: Resample['first']): Promise<number[]> {
  const { device } = await testGpu();
  const resample = { ...unchanged(region, first), turned: turnedOf(photo, region) };
  return withErrorScopes(device, async () => {
    const input = await (await Preprocessor.create(device, pipelinesOf(device))).inputOf(photo, resample, LEVELS);
    const numbers = new Float32Array(await readBuffer(device, input, input.size));
    input.destroy();
    return [...numbers].flatMap((value, i) => (i % 4 === 3 ? [] : [Math.round(value * 255)]));
  });
}

type Place = (column: number, row: number) => readonly [x: number, y: number];

/** Read between four pixels, those at an edge repeated. */
function read(rgb: Uint8Array, photo: PixelSize, region: PixelSize, place: Place): number[] {
  const at = (x: number, y: number, c: number): number => {
    const [column, row] = [Math.min(Math.max(x, 0), photo.width - 1), Math.min(Math.max(y, 0), photo.height - 1)];
    return rgb[(row * photo.width + column) * 3 + c] ?? NaN;
  };
  return Array.from({ length: region.width * region.height }, (_, i) => {
    const [x, y] = place(i % region.width, Math.floor(i / region.width));
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - left, y - top];
    const mixed = (c: number): number =>
      (at(left, top, c) * (1 - fx) + at(left + 1, top, c) * fx) * (1 - fy) +
      (at(left, top + 1, c) * (1 - fx) + at(left + 1, top + 1, c) * fx) * fy;
    return [0, 1, 2].map((c) => Math.floor(mixed(c) + 0.5));
  }).flat();
}

/** By the tables: whole parts of a pixel, whose products are exact in float64. */
const inParts =
  ({ columns, rows }: TurnedPixels): Place =>
  (column, row) => {
    const part = (axis: 0 | 1): number =>
      ((columns[2 * column + axis] ?? NaN) + (rows[2 * row + axis] ?? NaN)) / SUBPIXEL;
    return [part(0), part(1)];
  };

/** By sine and cosine in float64. */
const exactly =
  ({ x, y, width, height, rotation = 0 }: RegionOfInterest): Place =>
  (column, row) => {
    const radians = (rotation * Math.PI) / 180;
    const [right, down] = [column + 0.5 - width / 2, row + 0.5 - height / 2];
    return [
      x + width / 2 + Math.cos(radians) * right - Math.sin(radians) * down - 0.5,
      y + height / 2 + Math.sin(radians) * right + Math.cos(radians) * down - 0.5,
    ];
  };

const farthest = (got: readonly number[], want: readonly number[]): number =>
  got.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (want[i] ?? NaN))),
    got.length === want.length ? 0 : NaN,
  );

const PHOTO = { width: 97, height: 80 };

test.each<[string, RegionOfInterest, Resample['first']]>([
  ['by 30 degrees', { x: 20, y: 20, width: 41, height: 30, rotation: 30 }, 'horizontal'],
  ['by -61.7 degrees, columns first', { x: 25, y: 25, width: 30, height: 33, rotation: -61.7 }, 'vertical'],
  ['by a quarter', { x: 30, y: 11, width: 34, height: 50, rotation: 90 }, 'horizontal'],
  ['by a quarter between pixels', { x: 30, y: 11, width: 35, height: 50, rotation: 270 }, 'horizontal'],
  ['as a whole by half a turn', { x: 0, y: 0, ...PHOTO, rotation: 180 }, 'vertical'],
  ['of one pixel', { x: 40, y: 40, width: 1, height: 1, rotation: 45 }, 'horizontal'],
])('a region turned %s', async (_, region, first) => {
  const rgba = randomPixels(PHOTO.width * PHOTO.height);
  const got = await regionOf(bytesPhoto(rgba, PHOTO.width, PHOTO.height), region, first);
  const rgb = overWhite(rgba);
  expect(farthest(got, read(rgb, PHOTO, region, inParts(turnedOf(PHOTO, region))))).toBe(0);
  expect(farthest(got, read(rgb, PHOTO, region, exactly(region)))).toBeLessThanOrEqual(1);
});

test('a quarter of a turn is a transposition', async () => {
  const rgba = randomPixels(PHOTO.width * PHOTO.height);
  const region = { x: 30, y: 11, width: 34, height: 50, rotation: 90 };
  const got = await regionOf(bytesPhoto(rgba, PHOTO.width, PHOTO.height), region, 'horizontal');
  const rgb = overWhite(rgba);
  // About (47, 36) the rectangle is 50 wide and 34 high: columns 22 to 71, rows 19 to 52. Its right column is the first row.
  const want = Array.from({ length: 50 * 34 }, (_, i) => {
    const pixel = (19 + (i % 34)) * PHOTO.width + 71 - Math.floor(i / 34);
    return [...rgb.subarray(pixel * 3, pixel * 3 + 3)];
  }).flat();
  expect(farthest(got, want)).toBe(0);
});

test('a region of several tiles, of bytes and of a texture', async () => {
  const { device } = await testGpu();
  const photo = { width: 1500, height: 300 };
  const region = { x: 100, y: 100, width: 1300, height: 60, rotation: 7 };
  const rgba = randomPixels(photo.width * photo.height);
  const want = read(overWhite(rgba), photo, region, inParts(turnedOf(photo, region)));
  expect(farthest(await regionOf(bytesPhoto(rgba, photo.width, photo.height), region, 'horizontal'), want)).toBe(0);
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ size: [1500, 300], format: 'rgba8unorm', usage });
  device.queue.writeTexture({ texture }, rgba, { bytesPerRow: 6000 }, [1500, 300]);
  expect(farthest(await regionOf(await openPhoto(texture, 'the photo'), region, 'vertical'), want)).toBe(0);
  texture.destroy();
});
