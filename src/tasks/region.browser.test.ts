/**
 * Regions of interest through the door: every call takes the region for the photo.
 */
import { expect, test } from 'vitest';
import { type Classifier, ConfigError, ImageError, type RegionOfInterest, type Source } from '../index';
import { ownClassifier } from '../testing/ownClassifier';
import { randomPixels } from '../testing/pictures/photos';
import { tensorOf } from '../testing/pictures/painted';

let classifier: Classifier;
let device: GPUDevice;
ownClassifier((own) => ({ classifier, device } = own));

const SIZE = { width: 240, height: 180 };
const REGION = { x: 31, y: 12, width: 117, height: 140 };
const photo = new ImageData(Uint8ClampedArray.from(randomPixels(SIZE.width * SIZE.height)), SIZE.width, SIZE.height);

/** The pixels of a rectangle, cut by hand. */
function cropped({ x, y, width, height }: RegionOfInterest): ImageData {
  const crop = new ImageData(width, height);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * SIZE.width + x) * 4;
    crop.data.set(photo.data.subarray(start, start + width * 4), row * width * 4);
  }
  return crop;
}

function textureOf({ data, width, height }: ImageData): GPUTexture {
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const texture = device.createTexture({ size: [width, height], format: 'rgba8unorm', usage });
  device.queue.writeTexture({ texture }, data, { bytesPerRow: width * 4 }, [width, height]);
  return texture;
}

test('each call gives for a region the very numbers that it gives for the cropped photo', async () => {
  const options = { regionOfInterest: REGION };
  const crop = cropped(REGION);
  expect(await classifier.preprocess(photo, options)).toEqual(await classifier.preprocess(crop));
  expect(await classifier.logits(photo, options)).toEqual(await classifier.logits(crop));
  expect(await classifier.classify(photo, options)).toEqual(await classifier.classify(crop));
  const texture = textureOf(photo);
  expect(await classifier.preprocess([texture, photo], options)).toEqual([
    await classifier.preprocess(crop),
    await classifier.preprocess(crop),
  ]);
  texture.destroy();
});

test('a quarter of a turn gives the numbers of the turned crop', async () => {
  // Turned clockwise about (89.5, 82) it is 140 wide and 117 high, and shown upright its left edge is above.
  const region = { ...REGION, width: 118, rotation: 90 };
  const rect = cropped({ x: 20, y: 23, width: 140, height: 118 });
  const upright = new ImageData(118, 140);
  for (let row = 0; row < 140; row++)
    for (let column = 0; column < 118; column++) {
      const from = (column * 140 + 139 - row) * 4;
      upright.data.set(rect.data.subarray(from, from + 4), (row * 118 + column) * 4);
    }
  expect(await classifier.preprocess(photo, { regionOfInterest: region })).toEqual(
    await classifier.preprocess(upright),
  );
});

test('an explanation lies on the whole photo: the map of the crop in its place, NaN around it', async () => {
  const got = (await classifier.explain(photo, { regionOfInterest: REGION })).onPhoto();
  const crop = (await classifier.explain(cropped(REGION))).onPhoto();
  expect(got.shape).toEqual([SIZE.height, SIZE.width]);
  const want = new Float32Array(SIZE.width * SIZE.height).fill(NaN);
  for (let row = 0; row < REGION.height; row++)
    want.set(
      crop.data.subarray(row * REGION.width, (row + 1) * REGION.width),
      (REGION.y + row) * SIZE.width + REGION.x,
    );
  const off = want.findIndex((value, i) => {
    const other = got.data[i] ?? Infinity;
    return Number.isNaN(value) ? !Number.isNaN(other) : !(Math.abs(value - other) < 1e-4);
  });
  expect(off).toBe(-1);
  const turned = await classifier.explain(photo, { regionOfInterest: { ...REGION, rotation: 10 } });
  const { data } = turned.onPhoto();
  expect(data.some(Number.isFinite) && data.some(Number.isNaN)).toBe(true);
});

test('what is no region of a photo is refused in one sentence, and the next call is answered', async () => {
  const outside = classifier.classify(photo, { regionOfInterest: { ...REGION, x: 200 } });
  await expect(outside).rejects.toThrow(ImageError);
  await expect(outside).rejects.toThrow(/^the region of 117x140 pixels at 200, 12 is not within the photo of 240x180/);
  const source: Source = tensorOf(0);
  await expect(classifier.logits([photo, source], { regionOfInterest: REGION })).rejects.toThrow(
    /^a tensor has no region of interest; cut it yourself, or give a photo$/,
  );
  const parts = { x: 0.1, y: 0.1, width: 0.5, height: 0.5 };
  await expect(classifier.embed(photo, { regionOfInterest: parts })).rejects.toThrow(ConfigError);
  expect(await classifier.classify(photo, { topK: 1 })).toHaveLength(1);
});
