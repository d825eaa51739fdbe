/** Pictures that Chromium keeps on the GPU, where it draws there: they are gone with its process. */
import type { Source } from '../../../src/index';

const SIDE = 300;

const SKY = [0, 136, 255] as const;

function canvas(settings: CanvasRenderingContext2DSettings = {}): OffscreenCanvas {
  const made = new OffscreenCanvas(SIDE, SIDE);
  const context = made.getContext('2d', settings);
  if (!context) throw new Error('there is no canvas');
  context.fillStyle = `rgb(${SKY.join()})`;
  context.fillRect(0, 0, SIDE, SIDE);
  return made;
}

function webgl(): OffscreenCanvas {
  const made = new OffscreenCanvas(SIDE, SIDE);
  const context = made.getContext('webgl2', { preserveDrawingBuffer: true });
  if (!context) throw new Error('there is no WebGL');
  const [red, green, blue] = SKY;
  context.clearColor(red / 255, green / 255, blue / 255, 1);
  context.clear(context.COLOR_BUFFER_BIT);
  return made;
}

function frame(): VideoFrame {
  const pixels = new Uint8Array(SIDE * SIDE * 4).map((_, i) => [...SKY, 255][i % 4] ?? 0);
  return new VideoFrame(pixels, { format: 'RGBX', codedWidth: SIDE, codedHeight: SIDE, timestamp: 0 });
}

async function element(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

const UNSIZED = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="rgb(${SKY.join()})" d="M0 0h9v9H0z"/></svg>`;

/** Each makes a new picture. */
const MAKERS: readonly (() => Source | Promise<Source>)[] = [
  () => canvas(),
  () => canvas({ alpha: false }),
  () => webgl(),
  () => frame(),
  () => new VideoFrame(canvas(), { timestamp: 0 }),
  () => createImageBitmap(canvas()),
  () => createImageBitmap(canvas({ alpha: false })),
  () => createImageBitmap(frame()),
  () => canvas().transferToImageBitmap(),
  () => webgl().transferToImageBitmap(),
  async () => createImageBitmap(await canvas().convertToBlob()),
  async () => element(URL.createObjectURL(await canvas().convertToBlob())),
  () => element(`data:image/svg+xml,${encodeURIComponent(UNSIZED)}`),
];

export const makePictures = (): Promise<Source[]> => Promise.all(MAKERS.map(async (make) => make()));
