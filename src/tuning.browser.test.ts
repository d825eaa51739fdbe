/**
 * Tuning and the self-test by the public door, with a tiny model.
 */
import { expect, test, vi } from 'vitest';
import { type Classifier, type ClassifierOptions, createClassifier, type Progress, ResNeStError } from './index';
import { type ResNeStConfig, resolveConfig } from './model/config';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { pipelinesOf } from './gpu/pipelines';
import { Decisions } from './scheduler/tune/decisions';
import { distinctStepsOf } from './scheduler/tune/distinctSteps';
import { saveDecisions, tuneKey } from './scheduler/tune/store';
import { testGpu } from './testing/device';
import { relativeError } from './testing/runModel';
import { specialised } from './testing/lifetime/specialised';
import { safetensors } from './testing/safetensorsFile';
import { seededInput, seededWeights } from './testing/seeded';

const CONFIG: ResNeStConfig = resolveConfig({ layers: [1, 1, 1, 1], radix: 0, bottleneckWidth: 16, numClasses: 5 });

/** By direct kernels, which leave less to tune. */
const open = (options: ClassifierOptions, model = CONFIG): Promise<Classifier> => {
  const weights = new Blob(safetensors(seededWeights(parametersOf(buildResNeSt(model)))) as BlobPart[]);
  return createClassifier({ model, weights, kernels: 'direct', ...options });
};

const input = (side: number): ReturnType<typeof seededInput> => seededInput([1, 3, side, side]);

/** As if earlier visits had tuned all steps but the dearest `count`. */
async function leave(count: number, side: number): Promise<void> {
  const gpu = await testGpu();
  const target = { ...gpu.target, decompose: false };
  const place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target } as const;
  const known = { graph: buildResNeSt(CONFIG), input: [1, 3, side, side] } as const;
  const decisions = new Decisions();
  for (const { key, method } of distinctStepsOf(known.graph, known.input, target).slice(count))
    decisions.choose(key, method);
  await saveDecisions(await tuneKey(place, known), decisions);
}

test('what is tuned now is told of, computes the same, and serves the next visit unless that is off', async () => {
  await leave(3, 32);
  const { device } = await testGpu();
  const stages: Progress[] = [];
  await using usual = await open({ device, inputSize: 32 });
  await using tuned = await open({
    ...{ device, inputSize: 32, tune: 'now' },
    onProgress: (progress) => stages.push(progress),
  });
  const told = stages.filter(({ stage }) => stage === 'tune');
  expect(told.map(({ loaded, total }) => `${loaded}/${total}`)).toEqual(['0/3', '1/3', '2/3', '3/3']);
  expect([usual.info.tuned, tuned.info.tuned]).toEqual(['default', 'measured']);
  const want = await usual.logits(input(32));
  expect(relativeError(await tuned.logits(input(32)), [...want])).toBeLessThan(5e-6);

  await using later = await open({ device, inputSize: 32, tune: 'now' });
  await using other = await open({ device, inputSize: 40, tune: 'idle' });
  expect([later.info.tuned, other.info.tuned]).toEqual(['stored', 'default']);
  expect(await later.logits(input(32))).toEqual(await tuned.logits(input(32)));
});

test('a signal cancels tuning', async () => {
  const controller = new AbortController();
  const onProgress = ({ stage }: Progress): void => void (stage === 'tune' && controller.abort('enough'));
  await expect(open({ inputSize: 48, tune: 'now', signal: controller.signal, onProgress })).rejects.toBe('enough');
});

test('idle tuning begins after the first answer, makes way for calls, and ends with what it found', async () => {
  await leave(2, 36);
  await using classifier = await specialised(await open({ inputSize: 36, tune: 'idle' }));
  expect(classifier.info.tuned).toBe('stored');
  const compile = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync');
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(compile).not.toHaveBeenCalled();
  const want = await classifier.logits(input(36));
  const waits: number[] = [];
  await vi.waitFor(
    async () => {
      const before = performance.now();
      const got = await classifier.logits(input(36));
      waits.push(performance.now() - before);
      expect(relativeError(got, [...want])).toBeLessThan(5e-6);
      expect(classifier.info.tuned).toBe('measured');
    },
    { timeout: 50_000, interval: 700 },
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

test('direct kernels are compiled without those of transforms', async () => {
  const wide = { ...CONFIG, bottleneckWidth: 64 };
  const compile = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync');
  const labels: (string | undefined)[] = [];
  for (const kernels of ['direct', 'auto'] as const) {
    // Not one of them has to be done.
    compile.mockImplementation(async ({ label }) => {
      labels.push(label && `${kernels} ${label}`);
      throw new Error('enough');
    });
    await expect(open({ inputSize: 176, kernels }, wide)).rejects.toThrow('enough');
  }
  compile.mockRestore();
  expect(labels).toContain('direct conv2dStationary');
  expect(labels).toContain('auto winogradInput');
  expect(labels).not.toContain('direct winogradInput');
});

test.each([
  [{ tune: 'later' }, 'tune must be off or idle or now, not "later"'],
  [{ kernels: 'winograd' }, 'kernels must be auto or direct, not "winograd"'],
])('%j is no option', async (options, message) => {
  await expect(open(options as object)).rejects.toThrow(message);
});
