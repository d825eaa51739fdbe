/**
 * The first answer, by few general programs, and the change to a model's own, by the public door with a tiny model.
 */
import { expect, test, vi } from 'vitest';
import { readBuffer } from '../gpu/buffers';
import { type Classifier, type ClassifierOptions, createClassifier, GpuMemoryError } from '../index';
import { resolveConfig } from '../model/config';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { Session } from '../scheduler/run/session';
import { replaceMethod } from '../testing/replaceMethod';
import { relativeError } from '../testing/runModel';
import { safetensors } from '../testing/safetensorsFile';
import { seededInput, seededWeights } from '../testing/seeded';
import { specialised } from '../testing/lifetime/specialised';
import { WatchedPrograms } from '../testing/lifetime/watchedPrograms';

const CONFIG = resolveConfig({ layers: [1, 1, 1, 1], bottleneckWidth: 16, numClasses: 5 });

const open = (options: ClassifierOptions = {}): Promise<Classifier> => {
  const weights = new Blob(safetensors(seededWeights(parametersOf(buildResNeSt(CONFIG)))) as BlobPart[]);
  return createClassifier({ model: CONFIG, weights, inputSize: 64, cache: false, ...options });
};

const input = seededInput([1, 3, 64, 64]);

/** Lets a device refuse the programs of some texts; `undo` ends that. */
const refuse = (isRefused: (code: string) => boolean): (() => void) =>
  replaceMethod(
    GPUDevice.prototype,
    'createShaderModule',
    (original) =>
      function (descriptor) {
        const { code } = descriptor as GPUShaderModuleDescriptor;
        return original.call(this, { code: isRefused(code) ? 'refused' : code });
      },
  );
const isOpen = (code: string): boolean => code.includes('var<uniform> sizes');

test('before the change, batches, features and outputs on the GPU are those of general programs', async () => {
  await using classifier = await open();
  const undo = refuse((code) => !isOpen(code)); // there is time to look
  const ask = async (one: Classifier) => [
    await one.logits(input),
    await one.embed(input),
    (await one.features(input)).layer4.data,
  ];
  const answers = await ask(classifier);
  const [logits = [], embedding = []] = answers;
  const two = { shape: [2, 3, 64, 64], data: new Float32Array([...input.data, ...input.data]) } as const;
  expect(await classifier.logits(two)).toEqual(new Float32Array([...logits, ...logits]));
  const { buffer, device } = await classifier.embed(input, { output: 'gpu' });
  expect(new Float32Array(await readBuffer(device, buffer, embedding.length * 4))).toEqual(embedding);
  buffer.destroy();
  expect(classifier.info.programs).toBe('general');
  undo();

  // Where nobody asks it comes before the first call.
  await using other = await specialised(await open());
  expect(other.info.timings.runMs).toBeUndefined();
  for (const [i, answer] of (await ask(other)).entries())
    expect(relativeError(answer, [...(answers[i] ?? [])])).toBeLessThan(5e-6);
});

test('it comes before the programs of its own, and the change comes also where one call follows the other', async () => {
  await using classifier = await open();
  expect(classifier.info).toMatchObject({ programs: 'general', notSpecialised: undefined });
  const first = await classifier.logits(input);
  expect(classifier.info.programs).toBe('general');
  while (classifier.info.programs === 'general')
    expect(relativeError(await classifier.logits(input), [...first])).toBeLessThan(5e-6);
});

test('before the change each program of its own runs once by itself, and a call meanwhile goes before the next one', async () => {
  await using classifier = await open();
  using watched = new WatchedPrograms();
  const isFirst = ([one, ...others]: WatchedPrograms['submits'][number]): boolean =>
    watched.compiled.has(one?.pipeline) && others.length === 0 && String(one?.workgroups) === '1,1,1';
  let call: Promise<number> | undefined;
  watched.onSubmit = (submit) => {
    if (isFirst(submit)) call ??= classifier.logits(input).then(() => watched.submits.filter(isFirst).length);
  };
  await specialised(classifier);
  expect(await call).toBeLessThan(5); // one is under way, and the call takes its photo first
  expect(watched.compiled.size).toBeGreaterThan(20);
  const first = [...watched.compiled].map((program) =>
    watched.submits.find((submit) => submit.some(({ pipeline }) => pipeline === program)),
  );
  expect(first.filter((submit) => submit && isFirst(submit))).toHaveLength(watched.compiled.size);
});

test('a program of its own that the driver refuses leaves the general ones, and is told of', async () => {
  await using classifier = await open();
  const undo = refuse((code) => code.includes('HIDDEN_BLOCKS'));
  const first = await classifier.logits(input);
  await vi.waitFor(() => expect(classifier.info.notSpecialised).toBeDefined(), { timeout: 60_000 }).finally(undo);
  expect(classifier.info).toMatchObject({
    programs: 'general',
    notSpecialised: expect.stringMatching(/^the kernel attention does not compile on this device: /) as string,
  });
  expect(await classifier.logits(input)).toEqual(first);
});

test('a general program that the driver refuses leaves those of its own', async () => {
  const undo = refuse(isOpen);
  await using classifier = await open().finally(undo);
  expect(classifier.info).toMatchObject({ programs: 'specialised', notSpecialised: undefined });
  expect(await classifier.logits(input)).toHaveLength(5);
});

test('where there is no memory for runs by its own, they go on as they were', async () => {
  await using classifier = await open();
  const first = await classifier.logits(input);
  const create = vi.spyOn(Session, 'create').mockRejectedValueOnce(new GpuMemoryError('limit', 'no room'));
  await vi.waitFor(() => expect(classifier.info.notSpecialised).toBe('no room'), { timeout: 60_000 });
  expect(classifier.info.programs).toBe('general');
  expect(await classifier.logits(input)).toEqual(first);
  expect(create).toHaveBeenCalledTimes(2);
  create.mockRestore();
});

test('after `dispose` nothing more is compiled', async () => {
  const classifier = await open();
  await classifier.logits(input);
  const compile = vi.spyOn(GPUDevice.prototype, 'createComputePipelineAsync');
  await vi.waitFor(() => expect(compile).toHaveBeenCalled(), { timeout: 60_000, interval: 1 });
  await classifier.dispose();
  const compiled = compile.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(compile).toHaveBeenCalledTimes(compiled);
  compile.mockRestore();
});
