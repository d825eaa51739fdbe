/** What compiles while a file comes: all that its first run needs where the options name the model, else nothing. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type ClassifierOptions, createClassifier } from '../../index';
import { seededInput } from '../../testing/seeded';
import { someDevice } from '../../testing/device';
import { tinyConfig, tinyFile } from '../../testing/lifetime/tinyModel';

const SHIPPED = new URL('../../../weights/resnest26_2s1x32d.safetensors', import.meta.url).href;
const TINY = 'https://host.org/tiny.safetensors';

const files = new Map<string, Blob>();
beforeAll(async () => {
  files.set(SHIPPED, await (await fetch(SHIPPED)).blob()).set(TINY, tinyFile());
});
afterEach(() => vi.restoreAllMocks());

/** A file of which the second half comes when `open` is called. */
function halting(file: Blob): { readonly response: () => Response; readonly open: () => void } {
  const gate = Promise.withResolvers<undefined>();
  const half = file.size >> 1;
  async function* parts(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    yield new Uint8Array(await file.slice(0, half).arrayBuffer());
    await gate.promise;
    yield new Uint8Array(await file.slice(half).arrayBuffer());
  }
  const stream = (): ReadableStream<Uint8Array<ArrayBuffer>> => {
    const rest = parts();
    return new ReadableStream({
      async pull(controller) {
        const { done, value } = await rest.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
    });
  };
  const headers = { 'content-length': String(file.size) };
  return { response: () => new Response(stream(), { headers }), open: () => gate.resolve(undefined) };
}

interface Opened {
  /** Programs that were asked for before the second half came, and when the start had ended. */
  readonly ahead: readonly string[];
  readonly inAll: readonly string[];
}

/** Opens a model whose file halts until `isThere` says so of the programs that have compiled meanwhile. */
async function open(
  address: string,
  options: ClassifierOptions,
  isThere: (compiled: number) => boolean,
): Promise<Opened> {
  const { response, open } = halting(files.get(address) ?? new Blob());
  const device = await someDevice();
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => response());
  const asked: string[] = [];
  let compiled = 0;
  const compile = device.createComputePipelineAsync.bind(device);
  vi.spyOn(device, 'createComputePipelineAsync').mockImplementation(async (descriptor) => {
    asked.push(descriptor.label ?? '');
    const pipeline = await compile(descriptor);
    compiled++;
    return pipeline;
  });
  const starting = createClassifier({ ...options, device, cache: false });
  await vi.waitFor(() => expect(compiled === asked.length && isThere(compiled)).toBe(true), { timeout: 30_000 });
  const ahead = [...asked];
  open();
  const classifier = await starting;
  const inAll = [...asked];
  const [height, width] = classifier.info.inputSize;
  expect((await classifier.logits(seededInput([1, 3, height, width]))).every(Number.isFinite)).toBe(true);
  await classifier.dispose();
  device.destroy();
  return { ahead, inAll };
}

/** Programs that photos need, whatever the model. */
const OF_PHOTOS = 3;

test.each<[words: string, address: string, options: ClassifierOptions]>([
  ['the model that ships, in f16', SHIPPED, {}],
  ['a copy of it, named by its variant', SHIPPED, { model: 'resnest26_2s1x32d', weights: SHIPPED }],
  ['a configuration, in f32', TINY, { model: { ...tinyConfig }, weights: TINY, inputSize: 64 }],
  ['one in another storage', TINY, { model: { ...tinyConfig }, weights: TINY, inputSize: 64, storage: 'int8' }],
])('%s: what its first run needs is compiled before the file is there', async (_, address, options) => {
  const { ahead, inAll } = await open(address, options, (compiled) => compiled >= 8);
  expect(ahead.length).toBeGreaterThan(OF_PHOTOS);
  expect(inAll).toEqual(ahead);
});

test.each<[words: string, options: ClassifierOptions]>([
  ['whose model only its tensors tell', { weights: TINY }],
  ['that is tuned, whose programs only the tuner knows', { model: { ...tinyConfig }, weights: TINY, tune: 'idle' }],
])('nothing is compiled ahead for a file %s', async (_, options) => {
  let looks = 0;
  const { ahead, inAll } = await open(TINY, { ...options, inputSize: 64 }, () => ++looks > 10);
  expect(inAll.length).toBeGreaterThan(ahead.length);
  expect(ahead.length).toBeLessThanOrEqual(OF_PHOTOS);
});
