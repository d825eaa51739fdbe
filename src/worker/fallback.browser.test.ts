/**
 * The fallback in a worker: the same answers as in the page.
 */
import { expect, test } from 'vitest';
import { type Classifier, ConfigError, createClassifier as createPlain } from '../index';
import { tinyFile } from '../testing/lifetime/tinyModel';
import { seededInput } from '../testing/seeded';
import { createClassifier, type WorkerOptions } from './index';

const RUNTIME = '/node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs';

const tiny = { weights: tinyFile(), inputSize: 32 } as const;

const inWorker = (options: WorkerOptions): Promise<Classifier> => {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  return createClassifier({ ...tiny, ...options, worker });
};

test('an address of the page is imported there', async () => {
  const classifier = await inWorker({ fallback: { wasm: RUNTIME } });
  expect(classifier.info).toMatchObject({ backend: 'wasm', bytes: { activations: 0 } });
  expect(classifier.info.fallbackReason).toMatch(/emulates a GPU/);
  const plain = await createPlain({ ...tiny, fallback: { wasm: new URL(RUNTIME, location.href) } });
  const tensor = { shape: [1, 3, 32, 32], data: seededInput([1, 3, 32, 32]).data };
  expect(await classifier.logits(tensor)).toEqual(await plain.logits(tensor));
  expect(await classifier.features(tensor)).toEqual(await plain.features(tensor));
  expect(classifier.info.timings.runMs).toBeGreaterThan(0);
  await expect(classifier.recover()).rejects.toMatchObject({ name: 'ConfigError', code: 'no-gpu' });
  await Promise.all([classifier.dispose(), plain.dispose()]);
});

test('what cannot go there, and what is not there, are errors', async () => {
  const fallback = { wasm: () => import('onnxruntime-web/wasm') };
  await expect(inWorker({ fallback })).rejects.toMatchObject({ name: 'ConfigError', code: 'not-in-worker' });
  const nowhere = inWorker({ fallback: { wasm: '/nowhere.mjs' } });
  await expect(nowhere).rejects.toThrow(ConfigError);
  await expect(nowhere).rejects.toMatchObject({ code: 'fallback' });
  await expect(inWorker({ fallback: 'webgl' as 'wasm' })).rejects.toMatchObject({
    name: 'ConfigError',
    code: 'option',
  });
});
