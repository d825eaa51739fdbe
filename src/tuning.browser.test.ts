/**
 * Tuning and the self-test by the public door, with a tiny model.
 */
import { expect, test, vi } from 'vitest';
import { type Classifier, type ClassifierOptions, createClassifier, type Progress, ResNeStError } from './index';
import { type ResNeStConfig, resolveConfig } from './model/config';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { relativeError } from './testing/runModel';
import { safetensors } from './testing/safetensorsFile';
import { seededInput, seededWeights } from './testing/seeded';
import { openTuningStore, promisifyRequest } from './weights/database';

const CONFIG: ResNeStConfig = resolveConfig({ layers: [1, 1, 1, 1], radix: 0, bottleneckWidth: 16, numClasses: 5 });

/** By direct kernels, which leave less to tune. */
const open = (options: ClassifierOptions, model = CONFIG): Promise<Classifier> => {
  const weights = new Blob(safetensors(seededWeights(parametersOf(buildResNeSt(model)))) as BlobPart[]);
  return createClassifier({ model, weights, kernels: 'direct', ...options });
};

const input = (side: number): ReturnType<typeof seededInput> => seededInput([1, 3, side, side]);

/** Later visits would find what an earlier run of the tests left. */
const forget = (): Promise<unknown> => openTuningStore()('readwrite', (records) => promisifyRequest(records.clear()));

test('what is tuned now is told of, computes the same, and serves the next visit unless that is off', async () => {
  await forget();
  const stages: Progress[] = [];
  await using usual = await open({ inputSize: 32 });
  await using tuned = await open({ inputSize: 32, tune: 'now', onProgress: (progress) => stages.push(progress) });
  const told = stages.filter(({ stage }) => stage === 'tune');
  expect(told.length).toBeGreaterThan(1);
  expect(told[0]?.loaded).toBe(0);
  expect(told.at(-1)?.loaded).toBe(told.at(-1)?.total);
  expect([usual.info.tuned, tuned.info.tuned]).toEqual(['default', 'measured']);
  const want = await usual.logits(input(32));
  expect(relativeError(await tuned.logits(input(32)), [...want])).toBeLessThan(5e-6);

  await using later = await open({ inputSize: 32, tune: 'idle' });
  await using other = await open({ inputSize: 40, tune: 'idle' });
  expect([later.info.tuned, other.info.tuned]).toEqual(['stored', 'default']);
  expect(await later.logits(input(32))).toEqual(await tuned.logits(input(32)));
});

test('a signal cancels tuning', async () => {
  const controller = new AbortController();
  const onProgress = ({ stage }: Progress): void => void (stage === 'tune' && controller.abort('enough'));
  await expect(open({ inputSize: 48, tune: 'now', signal: controller.signal, onProgress })).rejects.toBe('enough');
});

test('idle tuning begins after the first answer, makes way for calls, and ends with what it found', async () => {
  await forget();
  await using classifier = await open({ inputSize: 32, tune: 'idle' });
  const compile = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(compile).not.toHaveBeenCalled();
  const want = await classifier.logits(input(32));
  const waits: number[] = [];
  await vi.waitFor(
    async () => {
      const before = performance.now();
      const got = await classifier.logits(input(32));
      waits.push(performance.now() - before);
      expect(relativeError(got, [...want])).toBeLessThan(5e-6);
      expect(classifier.info.tuned).toBe('measured');
    },
    { timeout: 50_000, interval: 2500 },
  );
  expect(compile).toHaveBeenCalled();
  expect(waits.length).toBeGreaterThan(1);
  expect(Math.max(...waits.slice(0, -1))).toBeLessThan(1000);
  compile.mockRestore();
});

test('a classifier that is disposed of ends its tuning', async () => {
  const classifier = await open({ inputSize: 56, tune: 'idle' });
  await classifier.logits(input(56));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const before = performance.now();
  await classifier.dispose();
  expect(performance.now() - before).toBeLessThan(2000);
  expect(classifier.info.tuned).toBe('default');
});

test('a classifier tests its own kernels', async () => {
  const classifier = await open({ inputSize: 32 });
  const { passed, text, adapter } = await classifier.selfTest();
  expect(text).toContain('conv2dDirect');
  expect(passed).toBe(true);
  expect(adapter).toBe(classifier.info.adapter);
  await expect(classifier.selfTest({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  await classifier.dispose();
  await expect(classifier.selfTest()).rejects.toThrow(ResNeStError);
});

test('direct kernels give the logits of the others but for rounding', async () => {
  const wide = { ...CONFIG, bottleneckWidth: 64 }; // enough work for transforms
  await using auto = await open({ inputSize: 224, kernels: 'auto' }, wide);
  await using direct = await open({ inputSize: 224 }, wide);
  const [want, got] = [await auto.logits(input(224)), await direct.logits(input(224))];
  expect(got).not.toEqual(want);
  expect(relativeError(got, [...want])).toBeLessThan(2e-5);
});

test.each([
  [{ tune: 'later' }, 'tune must be off or idle or now, not later'],
  [{ kernels: 'winograd' }, 'kernels must be auto or direct, not winograd'],
])('%j is no option', async (options, message) => {
  await expect(open(options as object)).rejects.toThrow(message);
});
