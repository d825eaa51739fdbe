/**
 * Sources that change or close right after a call.
 */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Classifier, Source } from '../../index';
import { ownClassifier } from '../../testing/ownClassifier';
import { canvasOf, liveBuffers, paint, pixelsOf, SIZE, tensorOf, textureOf } from '../../testing/pictures/painted';

let device: GPUDevice;
let classifier: Classifier;
let uncaptured: string[];
ownClassifier((own) => ({ device, classifier, uncaptured } = own));

afterEach(() => {
  vi.restoreAllMocks();
  expect(uncaptured.splice(0)).toEqual([]); // every error of the GPU had somebody who heard it
});

const COLOURS = ['#f00', '#0f0', '#00f'] as const;

function webglCanvas(colour: readonly [number, number, number]): OffscreenCanvas {
  const canvas = new OffscreenCanvas(SIZE, SIZE);
  const context = canvas.getContext('webgl') as WebGLRenderingContext;
  context.clearColor(...colour, 1);
  context.clear(context.COLOR_BUFFER_BIT);
  return canvas;
}

async function imageOf(colour: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = URL.createObjectURL(await canvasOf(colour).convertToBlob());
  await image.decode();
  return image;
}

/** A source that is red when it is handed over, and changed right after. */
interface Fleeting {
  readonly source: Source;
  readonly change: () => unknown;
}

const FLEETING: Readonly<Record<string, () => Fleeting | Promise<Fleeting>>> = {
  'a canvas that is drawn on': () => {
    const source = canvasOf('#f00');
    return { source, change: () => paint(source, '#00f') };
  },
  'a canvas element that loses its size': () => {
    const source = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE });
    paint(source, '#f00');
    return { source, change: () => (source.width = 1) };
  },
  'a WebGL canvas, whose drawing is gone with the frame': () => ({ source: webglCanvas([1, 0, 0]), change: () => 0 }),
  'a frame that is closed': () => {
    const source = new VideoFrame(canvasOf('#f00'), { timestamp: 0 });
    return { source, change: () => source.close() };
  },
  'a bitmap that is closed': async () => {
    const source = await createImageBitmap(canvasOf('#f00'));
    return { source, change: () => source.close() };
  },
  'a bitmap that is transferred': async () => {
    const source = await createImageBitmap(canvasOf('#f00'));
    return { source, change: () => structuredClone(source, { transfer: [source] }) };
  },
  'an image with another src': async () => {
    const source = await imageOf('#f00');
    const other = (await imageOf('#00f')).src;
    return { source, change: () => (source.src = other) };
  },
  'ImageData that is written to': () => {
    const source = pixelsOf('#f00');
    return { source, change: () => source.data.fill(0) };
  },
  'ImageData that is transferred': () => {
    const source = pixelsOf('#f00');
    return { source, change: () => structuredClone(source.data.buffer, { transfer: [source.data.buffer] }) };
  },
  'a texture that is destroyed': () => {
    const source = textureOf(device, '#f00');
    return { source, change: () => source.destroy() };
  },
};

describe('pixels are taken at the call', () => {
  let red: Float32Array;
  beforeAll(async () => {
    red = await classifier.logits(pixelsOf('#f00'));
  });

  test.each(Object.keys(FLEETING))('%s, on an idle classifier and on a busy one', async (name) => {
    for (const isBusy of [false, true]) {
      const { source, change } = (await FLEETING[name]?.()) as Fleeting;
      const earlier = isBusy ? classifier.logits(canvasOf('#0f0')) : undefined;
      const answer = classifier.logits(source);
      change();
      expect(await answer).toEqual(red);
      await earlier;
    }
  });

  test('one canvas, three drawings, three answers', async () => {
    const canvas = canvasOf('#fff');
    const drawn = COLOURS.map((colour) => {
      paint(canvas, colour);
      return classifier.logits(canvas);
    });
    const expected = [];
    for (const colour of COLOURS) expected.push(await classifier.logits(pixelsOf(colour)));
    expect(await Promise.all(drawn)).toEqual(expected);
  });

  test('a tensor, its shape and its numbers', async () => {
    const half = await classifier.logits(tensorOf(0.5));
    const tensor = tensorOf(0.5);
    const answers = [classifier.logits(tensor), classifier.logits([tensor])] as const;
    tensor.data.fill(2);
    tensor.shape[0] = 7;
    expect(await answers[0]).toEqual(half);
    expect(await answers[1]).toEqual([half]);
  });

  test('each of a batch, and preprocess', async () => {
    const canvas = canvasOf('#f00');
    const [batch, input] = [classifier.logits([canvas, canvas]), classifier.preprocess(canvas)];
    paint(canvas, '#00f');
    expect(await input).toEqual(await classifier.preprocess(pixelsOf('#f00')));
    for (const logits of await batch) expect(Math.max(...logits)).toBeCloseTo(Math.max(...red), 4);
  });

  test('nothing of a call stays on the GPU, answered, refused or aborted', async () => {
    const live = liveBuffers(device);
    const tainted = { shape: [1, 3, 96, 96], data: new Float32Array(7) };
    const aborted = new AbortController();
    const calls = [
      classifier.logits([canvasOf('#f00'), new Blob(['no picture'])]),
      classifier.logits([canvasOf('#f00'), tainted]),
      classifier.logits([canvasOf('#f00')], { signal: aborted.signal }),
      classifier.logits(canvasOf('#f00')),
    ];
    aborted.abort();
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    await Promise.resolve();
    expect([...live].filter(({ label }) => label === 'photo input')).toEqual([]);
  });
});
