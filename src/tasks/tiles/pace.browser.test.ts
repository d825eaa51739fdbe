/**
 * How far `classifyTiles` runs ahead, what it holds, and how soon it ends.
 */
import { afterEach, expect, test, vi } from 'vitest';
import type { Classifier } from '../../index';
import { eachTile } from '../../testing/eachTile';
import { tinyOptions } from '../../testing/lifetime/tinyModel';
import { ownClassifier } from '../../testing/ownClassifier';
import { liveBuffers } from '../../testing/pictures/painted';
import { png, white } from '../../testing/pictures/sheets';

let device: GPUDevice;
let classifier: Classifier;
ownClassifier((own) => ({ device, classifier } = own), tinyOptions);
afterEach(() => vi.restoreAllMocks());

test('who takes no answers makes nothing grow, and whatever was begun is freed at the end', async () => {
  const live = liveBuffers(device);
  await eachTile(classifier, await png(64, 64), { tile: 32, batch: 3 }); // the batches of three and of one have their sessions
  const before = live.size;
  const slices = vi.spyOn(Blob.prototype, 'slice');
  const answers = classifier.classifyTiles(await white(3 * 32, 4000), { tile: 32, batch: 3 });
  await answers.next();
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 400));
  await settle();
  const [held, read] = [live.size, slices.mock.calls.length];
  await settle();
  expect([live.size, slices.mock.calls.length]).toEqual([held, read]);
  await answers.return();
  await settle();
  expect(live.size).toBe(before);
});

test('a large batch holds no more on the GPU than the model runs at once', async () => {
  const live = liveBuffers(device);
  const bytes = (): number => [...live].reduce((sum, { size }) => sum + size, 0);
  const sheet = await white(32 * 8, 32 * 4);
  let most = 0;
  let inputs = 0;
  const input = 4 * 4 * 32 * 32;
  await eachTile(classifier, sheet, { tile: 32, batch: 1e6 }, () => {
    most = Math.max(most, bytes());
    inputs = Math.max(inputs, [...live].filter(({ size }) => size === input).length);
  });
  expect(inputs).toBeLessThanOrEqual(2 * 8); // of two batches under way
  vi.restoreAllMocks();
  const usual = liveBuffers(device);
  await eachTile(classifier, sheet, { tile: 32, batch: 8 });
  expect(usual.size).toBe(0); // the session of eight was there: no larger one was made for the million
  expect(most).toBeGreaterThan(0);
});

test('an abort ends the loop within 100 ms, whatever it is doing, and other calls go on', async () => {
  const tall = await white(4000, 12_000);
  for (const wait of [0, 20, 60, 120]) {
    const abort = new AbortController();
    let aborted = Infinity;
    setTimeout(() => {
      aborted = performance.now();
      abort.abort();
    }, wait);
    // Most rows are only read.
    const looping = eachTile(classifier, tall, { tile: 32, stride: { x: 2000, y: 1000 }, signal: abort.signal });
    await expect(looping).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - aborted).toBeLessThan(100);
  }
  expect(await classifier.classify(await png(), { topK: 1 })).toHaveLength(1);
  expect(() => classifier.classifyTiles(tall, { signal: AbortSignal.abort() })).toThrow();
});
