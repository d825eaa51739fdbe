/**
 * Devices of the classifier's own that are lost at many moments: calls wait, and their answers are right.
 */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readBuffer } from '../gpu/buffers';
import { type Classifier, type ClassifierOptions, createClassifier, type DeviceLoss, type Source } from '../index';
import type { GpuMethod } from '../testing/lifetime/gpuMethods';
import { type Devices, watchDevices } from '../testing/lifetime/losingDevices';
import { everyNth } from '../testing/length';
import { canvasOf, pixelsOf } from '../testing/pictures/painted';
import { seededInput } from '../testing/seeded';
import { specialised } from '../testing/lifetime/specialised';
import { tinyOptions } from '../testing/lifetime/tinyModel';

let options: ClassifierOptions;
let devices: Devices;
let classifier: Classifier;
const losses: DeviceLoss[] = [];
beforeAll(async () => {
  options = { ...(await tinyOptions()), onDeviceLost: (loss) => losses.push(loss) };
});
afterEach(async () => {
  vi.restoreAllMocks();
  losses.length = 0;
  await classifier.dispose();
});

async function open(more: ClassifierOptions = {}): Promise<Classifier> {
  devices = watchDevices();
  classifier = await specialised(await createClassifier({ ...options, ...more }));
  return classifier;
}

const SOURCES: Readonly<Record<string, () => Source | Promise<Source>>> = {
  'a canvas': () => canvasOf('#f80'),
  ImageData: () => pixelsOf('#f80'),
  'a frame': () => new VideoFrame(canvasOf('#f80'), { timestamp: 0 }),
  'a bitmap': () => createImageBitmap(canvasOf('#f80')),
  'a Blob': () => canvasOf('#f80').convertToBlob(),
  'a tensor': () => seededInput([1, 3, 32, 32]) as Source,
};

test('between calls, and while every kind of source waits', async () => {
  await open();
  const expected: Float32Array[] = [];
  for (const make of Object.values(SOURCES)) expected.push(await classifier.logits(await make()));
  const { runMs, ...atStart } = classifier.info.timings;
  expect(runMs).toBeGreaterThan(0);
  devices.lose();
  await classifier.recover();
  expect(classifier.info.timings).toEqual(atStart); // there was no run on this device yet
  expect(await classifier.logits(canvasOf('#f80'))).toEqual(expected[0]);
  expect(classifier.info.timings).toEqual({ ...atStart, runMs: expect.any(Number) as number });
  const sources = await Promise.all(Object.values(SOURCES).map((make) => make()));
  const waiting = sources.map((source) => classifier.logits(source));
  devices.lose();
  expect(await Promise.all(waiting)).toEqual(expected);
  expect(losses.map(({ reason, recovering }) => ({ reason, recovering }))).toEqual([
    { reason: 'destroyed', recovering: true },
    { reason: 'destroyed', recovering: true },
  ]);
  expect(classifier.info.deviceLosses).toBe(2);
  expect(devices.all).toHaveLength(3);
});

/** Of preprocessing, of a run, and of reading back. `npm run test:faults` tries more. */
const RUNNING: readonly (readonly [GpuMethod, number])[] = [
  ['submit', 1],
  ['copyExternalImageToTexture', 1],
  ['popErrorScope', 4],
  ['mapAsync', 2],
  ['writeBuffer', 1],
];

/** The same of calls that read nothing back. */
const GPU_RUNNING: typeof RUNNING = [
  ['submit', 1],
  ['createBuffer', 2],
  ['popErrorScope', 4],
];

test('in the middle of a call', async () => {
  await open();
  const ask = async (): Promise<unknown> => [
    await classifier.logits([canvasOf('#f80'), await canvasOf('#08f').convertToBlob(), canvasOf('#0f8')]),
  ];
  const expected = await ask();
  for (const [operation, nth] of everyNth(3, RUNNING)) {
    const moment = devices.loseAt(operation, nth);
    expect(await ask(), `${operation} ${nth}`).toEqual(expected);
    expect(moment.done, `${operation} ${nth}`).toBe(true);
    await classifier.recover(); // begins to count anew
  }
});

test('in the middle of a call whose answers stay on the GPU: they are of the device that is left', async () => {
  await open();
  const expected = await classifier.embed(canvasOf('#f80'));
  for (const [operation, nth] of everyNth(2, GPU_RUNNING)) {
    const moment = devices.loseAt(operation, nth);
    const { buffer, device, shape } = await classifier.embed(canvasOf('#f80'), { output: 'gpu' });
    expect(moment.done, `${operation} ${nth}`).toBe(true);
    expect(device).toBe(devices.all.at(-1));
    const numbers = new Float32Array(await readBuffer(device as GPUDevice, buffer as GPUBuffer, buffer.size));
    expect([...numbers.subarray(0, shape[1])]).toEqual([...expected]);
    buffer.destroy();
    await classifier.recover(); // begins to count anew
  }
});
