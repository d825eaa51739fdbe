/**
 * Sheets of every kind: each tile is answered as if it had been cut out and saved.
 */
import { afterEach, expect, test, vi } from 'vitest';
import {
  type Classification,
  type Classifier,
  ConfigError,
  ImageError,
  type ImageSource,
  type TileAnswer,
  type TilesOptions,
} from '../../index';
import { eachTile } from '../../testing/eachTile';
import { tinyOptions } from '../../testing/lifetime/tinyModel';
import { ownClassifier } from '../../testing/ownClassifier';
import profileUrl from '../../testing/goldens/preprocess/profile.png?url';
import { HEIGHT, canvas, level, png, samplesOf, sheetOf, WIDTH } from '../../testing/pictures/sheets';
import { pixelsOfFile } from '../../testing/pictures/photos';
import { exif, joined, numbers, pngChunk, pngFile, webpWithExif } from '../../testing/pictures/pictureFiles';

let device: GPUDevice;
let classifier: Classifier;
ownClassifier((own) => ({ device, classifier } = own), tinyOptions);
afterEach(() => vi.restoreAllMocks());

/** All that the model computed. */
const ALL = { activation: 'none', topK: 8 } as const;

async function all(source: ImageSource, options?: TilesOptions): Promise<TileAnswer[]> {
  const answers: TileAnswer[] = [];
  await eachTile(classifier, source, { ...ALL, ...options }, (answer) => answers.push(answer));
  return answers;
}

const places = (answers: readonly TileAnswer[]): string[] =>
  answers.map(({ row, column, x, y, width, height }) => `${row},${column}: ${x},${y} ${width}x${height}`);

/** What `classify` says of each tile by itself, of which `file` makes a picture. */
const alone = async (
  answers: readonly TileAnswer[],
  file: (answer: TileAnswer) => ImageSource | Promise<ImageSource>,
): Promise<Classification[][]> => {
  const classes: Classification[][] = [];
  for (const answer of answers) classes.push(await classifier.classify(await file(answer), ALL));
  return classes;
};

test('the tiles of a PNG are answered as those that are cut out and saved, padded with black', async () => {
  const answers = await all(await png(), { tile: 30, stride: 20 });
  expect(places(answers)).toEqual([
    ...['0,0: 0,0 30x30', '0,1: 20,0 30x30', '0,2: 40,0 30x30', '0,3: 60,0 15x30'],
    ...['1,0: 0,20 30x30', '1,1: 20,20 30x30', '1,2: 40,20 30x30', '1,3: 60,20 15x30'],
  ]);
  expect(answers.map(({ index, total }) => [index, total])).toEqual(answers.map((_, i) => [i, 8]));
  const within = (x: number, y: number, c: number): number => (x < WIDTH && y < HEIGHT ? level(x, y, c) : 0);
  const cut = ({ x, y }: TileAnswer): Promise<Blob> =>
    pngFile({ width: 30, height: 30, colorType: 2, bits: 8, samples: samplesOf(30, 30, 3, within, x, y) });
  expect(answers.map(({ classes }) => classes)).toEqual(await alone(answers, cut));
  expect(new Set(answers.map(({ classes }) => classes[0]?.score)).size).toBe(8); // they differ at all
});

/** A PNG of RGBA in Adam7's order, which the browser decodes. */
async function interlaced(): Promise<Blob> {
  const passes = [
    ...[[0, 0, 8, 8] as const, [4, 0, 8, 8] as const, [0, 4, 4, 8] as const, [2, 0, 4, 4] as const],
    ...[[0, 2, 2, 4] as const, [1, 0, 2, 2] as const, [0, 1, 1, 2] as const],
  ];
  const rows: number[] = [];
  for (const [left, top, across, down] of passes)
    for (let y = top; y < HEIGHT; y += down) {
      rows.push(0);
      for (let x = left; x < WIDTH; x += across) for (let c = 0; c < 4; c++) rows.push(level(x, y, c, 40 + x));
    }
  const packed = new Blob([Uint8Array.from(rows)]).stream().pipeThrough(new CompressionStream('deflate'));
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer());
  return sheetOf({ width: WIDTH, height: HEIGHT, colorType: 6, interlace: 1 }, pixels);
}

const rgba = (bits: 8 | 16, behind?: Uint8Array): Promise<Blob> => {
  const at = (x: number, y: number, c: number): number => level(x, y, c, 255 - x) * (bits === 16 ? 257 : 1);
  const samples = samplesOf(WIDTH, HEIGHT, 4, at);
  return pngFile({ width: WIDTH, height: HEIGHT, colorType: 6, bits, samples, ...(behind && { behind }) });
};

/** A PNG of RGB of which the colour of its first pixel is clear. */
const clear = async (): Promise<Blob> => {
  const chunk = pngChunk('tRNS', numbers(2, [level(0, 0, 0), level(0, 0, 1), level(0, 0, 2)]));
  const file = await png();
  return new Blob([file.slice(0, 33), chunk, file.slice(33)]);
};

const turned = (orientation: number): Promise<Blob> => rgba(8, pngChunk('eXIf', exif(orientation)));

const texture = (): GPUTexture => {
  const usage = GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST;
  const made = device.createTexture({ size: [WIDTH, HEIGHT], format: 'rgba8unorm', usage });
  const data = Uint8Array.from(samplesOf(WIDTH, HEIGHT, 4));
  device.queue.writeTexture({ texture: made }, data, { bytesPerRow: WIDTH * 4 }, [WIDTH, HEIGHT]);
  return made;
};

/** A JPEG with the profile of a PNG, which swaps colours; its bytes count nevertheless. */
async function profiled(): Promise<Blob> {
  const file = new Uint8Array(await (await fetch(profileUrl)).arrayBuffer());
  const at = file.findIndex((_, i) => String.fromCharCode(...file.subarray(i, i + 4)) === 'iCCP');
  const length = new DataView(file.buffer).getUint32(at - 4);
  const chunk = file.slice(at + 4, at + 4 + length);
  const packed = new Blob([chunk.slice(chunk.indexOf(0) + 2)]).stream().pipeThrough(new DecompressionStream('deflate'));
  const profile = new Uint8Array(await new Response(packed).arrayBuffer());
  const jpeg = await canvas().convertToBlob({ type: 'image/jpeg', quality: 0.9 });
  const bare = new Uint8Array(await jpeg.arrayBuffer());
  const segment = joined('ICC_PROFILE\0', Uint8Array.of(1, 1), profile);
  const tagged = new Blob([joined('\xff\xd8\xff\xe2', numbers(2, [segment.length + 2]), segment, bare.subarray(2))]);
  const [own, converted] = await Promise.all([pixelsOfFile(tagged), createImageBitmap(tagged)]);
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d');
  context?.drawImage(converted, 0, 0);
  expect(context?.getImageData(0, 0, WIDTH, HEIGHT).data).not.toEqual(own.data); // the profile says something
  return tagged;
}

const SHEETS: readonly (readonly [what: string, make: () => ImageSource | Promise<ImageSource>])[] = [
  ['a PNG with alpha', () => rgba(8)],
  ['a PNG of 16 bits', () => rgba(16)],
  ['an interlaced PNG', interlaced],
  ['a PNG with a clear colour', clear],
  ['a PNG that EXIF turns by 90 degrees', () => turned(6)],
  ['a PNG that EXIF mirrors', () => turned(7)],
  ['a JPEG', () => canvas().convertToBlob({ type: 'image/jpeg' })],
  ['a JPEG with a colour profile', profiled],
  ['a translucent WebP', () => canvas(true).convertToBlob({ type: 'image/webp', quality: 1 })],
  ['a turned WebP', async () => webpWithExif(await canvas(true).convertToBlob({ type: 'image/webp' }), exif(8))],
  ['a canvas', () => canvas(true)],
  ['a bitmap', () => createImageBitmap(canvas(true))],
  ['image data', () => new ImageData(Uint8ClampedArray.from(samplesOf(WIDTH, HEIGHT, 4)), WIDTH)],
  ['a frame', () => new VideoFrame(canvas(), { timestamp: 0 })],
  ['a texture', texture],
];

test.each(SHEETS)('%s: its tiles are answered as its regions are', async (_, make) => {
  const source = await make();
  const answers = await all(source, { tile: 24, stride: 30, edge: 'shift' });
  expect(answers).toHaveLength(6);
  const regions: Classification[][] = [];
  for (const { x, y, width, height } of answers)
    regions.push(await classifier.classify(source, { ...ALL, regionOfInterest: { x, y, width, height } }));
  expect(answers.map(({ classes }) => classes)).toEqual(regions);
});

test('a bitmap is padded with black as well; a texture cannot be', async () => {
  const source = canvas(true);
  const [answer] = (await all(source, { tile: 60, stride: 40 })).slice(-1);
  expect(answer).toMatchObject({ x: 40, y: 0, width: 35, height: 50 });
  const padded = new OffscreenCanvas(60, 60);
  const context = padded.getContext('2d');
  context?.fillRect(35, 0, 25, 60);
  context?.fillRect(0, 50, 60, 10);
  context?.drawImage(source, 40, 0, 35, 50, 0, 0, 35, 50);
  expect(answer?.classes).toEqual((await alone([answer as TileAnswer], () => padded))[0]);
  await expect(all(texture(), { tile: 60, stride: 40 })).rejects.toThrow(
    /^the image \(GPUTexture\) cannot be padded; choose the edge 'shift' or 'drop'/,
  );
});

test('a source is taken at the call: a canvas may be drawn on at once', async () => {
  const source = canvas();
  const expected = await all(source, { tile: 25 });
  const answers = classifier.classifyTiles(source, { ...ALL, tile: 25 });
  source.getContext('2d')?.clearRect(0, 0, WIDTH, HEIGHT);
  const later: TileAnswer[] = [];
  for await (const answer of answers) later.push(answer);
  expect(later).toEqual(expected);
});

test('by default a tile is as large as the input, and a cursor goes on where an answer was', async () => {
  const file = await png();
  const answers = await all(file, { batch: 2 });
  expect(answers.map(({ width, height }) => [width, height])[0]).toEqual([32, 32]);
  expect(answers).toHaveLength(6);
  for (const from of [0, 3, 5]) {
    const cursor = JSON.parse(JSON.stringify(answers[from]?.cursor)) as TileAnswer['cursor'];
    expect(await all(file, { resume: cursor })).toEqual(answers.slice(from + 1));
  }
});

test('a cursor of another sheet, or of other tiles, is refused', async () => {
  const [first] = await all(await png());
  const { cursor } = first as TileAnswer;
  const rows: readonly (readonly [Blob, TilesOptions, RegExp])[] = [
    [
      await png(WIDTH - 1),
      { resume: cursor },
      /^resume is the cursor of tile 1 of 32x32 pixels by 32, 32 of a sheet of 75x50 pixels, edge 'pad', and this call has 6/,
    ],
    [await png(), { resume: cursor, tile: 30 }, /and this call has 6 tiles of 30x30 pixels by 32, 32/],
    [await png(), { resume: cursor, stride: 7 }, /and this call has \d+ tiles of 32x32 pixels by 7, 7/],
    [await png(), { resume: cursor, edge: 'drop' }, /and this call has 2 tiles of .*, edge 'drop'/],
    [await png(), { resume: { ...cursor, next: 7 } }, /the cursor of tile 7 of .*, and this call has 6 tiles/],
  ];
  for (const [file, options, message] of rows) {
    const error: unknown = await all(file, options).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'cursor', message: expect.stringMatching(message) as string });
  }
  expect(await all(await png(), { resume: { ...cursor, next: 6 } })).toEqual([]);
});

test('progress is told of rows and of tiles; an error of the listener ends the loop', async () => {
  const told: string[] = [];
  const onProgress: TilesOptions['onProgress'] = ({ stage, loaded, total }) =>
    void told.push(`${stage} ${loaded}/${total}`);
  await all(await png(), { batch: 3, onProgress });
  expect(told.filter((line) => line.startsWith('classify'))).toEqual(['classify 3/6', 'classify 6/6']);
  expect(told.filter((line) => line.startsWith('read'))).toEqual(['read 32/50', 'read 50/50']);
  const fail = (): void => {
    throw new Error('enough');
  };
  await expect(all(await png(), { onProgress: fail })).rejects.toThrow('enough');
});

test('a damaged row ends a PNG behind the tiles above it, with its number', async () => {
  const noise = pngFile({
    ...{ width: 64, height: 1500, colorType: 2, bits: 8 },
    samples: samplesOf(64, 1500, 3, (x, y, c) => Math.imul((x + 1) * (y + 7) * (c + 3), 2654435761) >>> 24),
  });
  const half = (await noise).slice(0, (await noise).size / 2);
  const answers: TileAnswer[] = [];
  const look = (answer: TileAnswer): unknown => answers.push(answer);
  const error: unknown = await eachTile(classifier, half, { tile: 64, stride: 320 }, look).catch(
    (thrown: unknown) => thrown,
  );
  expect(places(answers).slice(0, 2)).toEqual(['0,0: 0,0 64x64', '1,0: 0,320 64x64']);
  expect(answers.length).toBeLessThan(4); // inflaters keep back the last few rows
  expect(error).toBeInstanceOf(ImageError);
  expect(error).toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(
      /^the image cannot be read below row [4-7]\d\d of 1500: it is a PNG image, but damaged/,
    ) as string,
  });
});

const WRONG: readonly (readonly [options: unknown, message: RegExp])[] = [
  [{ tile: 0 }, /^tile must be whole pixels from 1 to 32768, such as 224 or \{ width: 300, height: 200 \}, not 0$/],
  [{ tile: { width: 3 } }, /^tile must be .*, not \{"width":3\}$/],
  [{ stride: -1 }, /^stride must be whole pixels/],
  [{ stride: '9' }, /^stride must be whole pixels/],
  [{ batch: 0.5 }, /^batch must be a whole number above 0, not 0.5$/],
  [{ edge: 'crop' }, /^edge must be pad or shift or drop/],
  [{ resume: 4 }, /^resume must be the cursor of an answer/],
  [{ resume: { next: 1 } }, /^resume must be the cursor of an answer/],
  [{ regionOfInterest: {} }, /^classifyTiles has no option "regionOfInterest"/],
  [{ allow: ['a'], deny: ['b'] }, /^allow and deny exclude each other/],
  [{ onProgress: 1 }, /^onProgress must be a function/],
];

test.each(WRONG)('%j is refused at the call', (options, message) => {
  expect(() => classifier.classifyTiles(new Blob(), options as TilesOptions)).toThrow(message);
});

test('a sheet without a whole tile is a ConfigError where tiles are dropped', async () => {
  await expect(all(await png(), { tile: 51, edge: 'drop' })).rejects.toThrow(
    /^tile is 51x51 pixels, and the sheet of 75x50 pixels holds no whole one/,
  );
  expect(places(await all(await png(), { tile: 100, edge: 'shift' }))).toEqual(['0,0: 0,0 75x50']);
});

test('files that are no sheets are refused as photos are', async () => {
  await expect(all(new Blob(['%PDF-1.7']))).rejects.toMatchObject({ name: 'ImageError', code: 'unsupported' });
  await expect(all(new Blob([]))).rejects.toMatchObject({ name: 'ImageError', code: 'empty' });
  await expect(all(5 as unknown as Blob)).rejects.toMatchObject({ name: 'ImageError', code: 'source' });
});
