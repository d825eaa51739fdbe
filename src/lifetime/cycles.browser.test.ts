/**
 * Many lives of a classifier leave nothing: neither on the GPU nor in JavaScript's memory. And classifiers that share a
 * device do not disturb each other, nor the page.
 */
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { type ClassifierOptions, createClassifier } from '../index';
import { liveAndDie } from '../testing/lifetime/cycles';
import { liveBytes } from '../testing/lifetime/liveBytes';
import { someDevice } from '../testing/device';
import { LONG } from '../testing/length';
import { canvasOf } from '../testing/pictures/painted';
import { specialised } from '../testing/lifetime/specialised';
import { tinyOptions } from '../testing/lifetime/tinyModel';

const CYCLES = LONG ? 200 : 12;

let device: GPUDevice;
let options: ClassifierOptions;
beforeAll(async () => {
  device = await someDevice();
  options = { ...(await tinyOptions()), device };
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => device.destroy());

/** The DevTools protocol, in the part that is used. */
interface Protocol {
  send(method: 'HeapProfiler.collectGarbage'): Promise<void>;
  send(method: 'Runtime.getHeapUsage'): Promise<{ readonly usedSize: number }>;
}

async function usedBytes(): Promise<number> {
  const protocol = cdp() as unknown as Protocol;
  for (let time = 0; time < 4; time++) {
    await new Promise((resolve) => setTimeout(resolve, 200)); // objects of WebGPU are freed some tasks later
    await protocol.send('HeapProfiler.collectGarbage');
  }
  return (await protocol.send('Runtime.getHeapUsage')).usedSize;
}

test(`${String(CYCLES)} lives on one device leave no byte on the GPU and none in the heap`, async () => {
  const live = liveBytes(device);
  await liveAndDie(options, 12); // the engine compiles and fills its own tables for as long
  const before = { gpu: live.bytes, heap: await usedBytes() };
  await liveAndDie(options, CYCLES);
  expect(live.bytes).toBe(before.gpu);
  expect(live.bytes).toBe(0);
  live.stop();
  const grown = ((await usedBytes()) - before.heap) / CYCLES;
  expect(grown).toBeLessThan(8_000); // a classifier that stayed would hold some hundred kB
}, 600_000);

test('two classifiers and a page on one device do not disturb each other', async () => {
  const one = await specialised(await createClassifier(options));
  const other = await specialised(await createClassifier({ ...options, storage: 'f16' }));
  const expected = [await one.logits(canvasOf('#f80')), await other.logits(canvasOf('#f80'))];
  const heard: string[] = [];
  const listen = ({ error }: GPUUncapturedErrorEvent): void => void heard.push(error.message);
  device.addEventListener('uncapturederror', listen);
  const answers: Promise<unknown>[] = [];
  let frames = 0;
  const drawn: Promise<GPUError | null>[] = [];
  for (let round = 0; round < 6; round++) {
    answers.push(one.logits(canvasOf('#f80')), other.logits(canvasOf('#f80')));
    // A frame of the page, in a scope of the page's own.
    device.pushErrorScope('validation');
    const target = device.createTexture({
      size: [8, 8],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.RENDER_ATTACHMENT,
    });
    const encoder = device.createCommandEncoder();
    const attachment = { view: target.createView(), loadOp: 'clear', storeOp: 'store' } as const;
    encoder.beginRenderPass({ colorAttachments: [attachment] }).end();
    device.queue.submit([encoder.finish()]);
    await Promise.resolve();
    drawn.push(device.popErrorScope());
    await new Promise(requestAnimationFrame);
    target.destroy();
    frames++;
  }
  const got = await Promise.all(answers);
  got.forEach((answer, i) => expect(answer).toEqual(expected[i % 2]));
  expect(await Promise.all(drawn)).toEqual(Array.from({ length: frames }, () => null));
  expect(heard).toEqual([]);
  device.removeEventListener('uncapturederror', listen);
  await one.dispose();
  expect(await other.logits(canvasOf('#f80'))).toEqual(expected[1]);
  await other.dispose();
});

test('a classification waits for no download, nor for one that never ends', async () => {
  const classifier = await specialised(await createClassifier(options));
  const expected = await classifier.logits(canvasOf('#f80'));
  const controller = new AbortController();
  const stalled = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (stream) => stream.enqueue(new Uint8Array(1000)),
    pull: () => new Promise(() => undefined),
  });
  const coming = createClassifier({ weights: stalled, device, signal: controller.signal }).catch((e: unknown) => e);
  expect(await classifier.logits(canvasOf('#f80'))).toEqual(expected);
  controller.abort('enough');
  expect(await coming).toBe('enough');
  await classifier.dispose();
});
