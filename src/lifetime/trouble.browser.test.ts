/**
 * Losses that the classifier cannot or must not mend alone, and what ends a recovery.
 */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type DeviceLoss,
  DeviceLostError,
  ResNeStError,
} from '../index';
import { someDevice } from '../testing/device';
import { watchDevices } from '../testing/lifetime/losingDevices';
import { canvasOf, liveBuffers, textureOf } from '../testing/pictures/painted';
import { everyNth } from '../testing/length';
import { relativeError } from '../testing/runModel';
import { specialised } from '../testing/lifetime/specialised';
import { tinyFile, tinyOptions } from '../testing/lifetime/tinyModel';

let options: ClassifierOptions;
let expected: Float32Array;
const losses: DeviceLoss[] = [];
beforeAll(async () => {
  options = { ...(await tinyOptions()), onDeviceLost: (loss) => losses.push(loss) };
  const own = await createClassifier(options);
  expected = await own.logits(canvasOf('#f80'));
  await own.dispose();
});
afterEach(() => {
  vi.restoreAllMocks();
  losses.length = 0;
});

/** General programs and those of its own round in their own ways. */
const expectRight = (answer: Float32Array): void => expect(relativeError(answer, [...expected])).toBeLessThan(5e-6);

const logits = (classifier: Classifier): Promise<Float32Array> => classifier.logits(canvasOf('#f80'));

const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('it was answered')),
    (error: unknown) => error,
  );

test("a caller's device that is lost is an error, and recover() goes on with another one", async () => {
  const [first, second] = [await someDevice(), await someDevice()];
  const classifier = await createClassifier({ ...options, device: first });
  const waiting = [failure(logits(classifier)), failure(logits(classifier))];
  first.destroy();
  for (const error of await Promise.all(waiting)) {
    expect(error).toBeInstanceOf(DeviceLostError);
    expect(error).toMatchObject({ code: 'destroyed' });
    expect(String(error)).toMatch(/recover\(\)/);
  }
  expect(losses).toEqual([{ reason: 'destroyed', message: expect.any(String), recovering: false }]);
  expect(await failure(logits(classifier))).toMatchObject({ code: 'destroyed' });
  const live = liveBuffers(second);
  const recovering = classifier.recover(second);
  const early = logits(classifier); // it waits
  await recovering;
  expectRight(await early);
  await classifier.dispose();
  expect([...live]).toEqual([]);
  second.destroy();
});

test('a texture is taken while recover() leaves the model where it is', async () => {
  const device = await someDevice();
  const classifier = await createClassifier({ ...options, device });
  const texture = textureOf(device, '#f80');
  const recovering = [classifier.recover(device), classifier.recover()];
  const answer = classifier.logits(texture);
  texture.destroy();
  await Promise.all(recovering);
  expectRight(await answer);
  await classifier.dispose();
  device.destroy();
});

test('idle tuning in which a device was lost does not begin again', async () => {
  const devices = watchDevices();
  const classifier = await createClassifier({ ...options, tune: 'idle' });
  expectRight(await logits(classifier));
  await specialised(classifier);
  const moment = devices.loseAt('createComputePipelineAsync', 1); // no call compiles anything now
  await vi.waitFor(() => expect(moment.done).toBe(true), { timeout: 20_000 });
  expectRight(await logits(classifier));
  const again = devices.loseAt('createComputePipelineAsync', 1);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(again.done).toBe(false);
  expect(losses).toHaveLength(1);
  await classifier.dispose();
});

test('a move in the middle of idle tuning waits for it and leaves nothing on the device', async () => {
  const [first, second] = [await someDevice(), await someDevice()];
  const live = liveBuffers(first);
  const classifier = await createClassifier({ ...options, device: first, tune: 'idle' });
  const compile = vi.spyOn(first, 'createComputePipelineAsync');
  await logits(classifier);
  await specialised(classifier);
  compile.mockClear();
  await vi.waitFor(() => expect(compile).toHaveBeenCalled(), { timeout: 20_000 });
  await classifier.recover(second);
  expect([...live]).toEqual([]);
  expectRight(await logits(classifier));
  await classifier.dispose();
  for (const device of [first, second]) device.destroy();
});

test('the third loss within a minute ends in an error that says so, until recover() is called', async () => {
  const devices = watchDevices();
  const classifier = await createClassifier(options);
  for (let loss = 0; loss < 2; loss++) {
    devices.lose();
    expectRight(await logits(classifier));
  }
  const waiting = failure(logits(classifier));
  devices.lose();
  expect(await waiting).toMatchObject({ name: 'DeviceLostError', code: 'repeated' });
  expect(String(await failure(logits(classifier)))).toMatch(/lost 3 times within a minute/);
  expect(losses.map(({ recovering }) => recovering)).toEqual([true, true, false]);
  await classifier.recover();
  expectRight(await logits(classifier));
  await classifier.dispose();
});

test('an abort and dispose act in the middle of a recovery, and nothing stays', async () => {
  const devices = watchDevices();
  const classifier = await createClassifier(options);
  devices.lose();
  await vi.waitFor(() => expect(losses).toHaveLength(1));
  const controller = new AbortController();
  const call = failure(classifier.logits(canvasOf('#f80'), { signal: controller.signal }));
  await vi.waitFor(() => expect(devices.all).toHaveLength(2), { timeout: 20_000 });
  const live = liveBuffers(devices.all[1] as GPUDevice);
  await vi.waitFor(() => expect(live.size).toBeGreaterThan(3), { timeout: 20_000 }); // weights come
  const reason = { my: 'reason' };
  const began = performance.now();
  controller.abort(reason);
  expect(await call).toBe(reason);
  expect(performance.now() - began).toBeLessThan(100);
  await classifier.dispose();
  await vi.waitFor(() => expect([...live]).toEqual([]));
  expect(await failure(logits(classifier))).toMatchObject({ code: 'disposed' });
  expect(await failure(classifier.recover())).toBeInstanceOf(ResNeStError);
});

test('a call that waits for its turn rejects as soon as its signal aborts', async () => {
  const device = await someDevice();
  const classifier = await createClassifier({ ...options, device });
  const first = classifier.selfTest(); // takes seconds
  const controller = new AbortController();
  const second = failure(classifier.logits(canvasOf('#f80'), { signal: controller.signal }));
  const began = performance.now();
  controller.abort(new Error('enough'));
  expect(String(await second)).toMatch('enough');
  expect(performance.now() - began).toBeLessThan(100);
  const third = logits(classifier);
  await first;
  expectRight(await third);
  await classifier.dispose();
  device.destroy();
});

test('a stream that no cache has can be read only once, and the error says so', async () => {
  const devices = watchDevices();
  const { onDeviceLost, inputSize } = options;
  const classifier = await createClassifier({ weights: tinyFile().stream(), inputSize, onDeviceLost });
  devices.lose();
  const error = await failure(logits(classifier));
  expect(error).toMatchObject({ name: 'DeviceLostError', code: 'not-recovered' });
  expect(String(error)).toMatch(/came from a stream, which can be read only once; give a URL or a File/);
  await classifier.dispose();
});

test.each(everyNth(2, ['createBuffer', 'createComputePipelineAsync', 'writeBuffer', 'popErrorScope'] as const))(
  'a device that is lost during the start, at %s, is replaced',
  async (operation) => {
    const devices = watchDevices();
    const moment = devices.loseAt(operation, 5);
    const classifier = await createClassifier(options);
    expect(moment.done).toBe(true);
    expect(losses).toHaveLength(1);
    expectRight(await logits(classifier));
    await classifier.dispose();
  },
);
