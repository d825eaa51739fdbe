/**
 * Published models by name: where they are fetched, what is refused, and what `info` says of them. The network is the
 * browser's, but for the addresses that a test answers itself.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { type Classifier, createClassifier, type PublishedEntry, WeightsError } from './index';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { variantNamed } from './model/variants';
import { someDevice } from './testing/device';
import { memoryCache } from './testing/loading/memoryCache';
import { safetensors } from './testing/safetensorsFile';
import { seededWeights } from './testing/seeded';

const WEIGHTS = new URL('/weights/', location.href).href; // Vite takes the slash off where import.meta.url stands

afterEach(() => void vi.unstubAllGlobals());

/** Answers `fetch` for addresses that begin with a key; every other address is asked for really. Gives those asked for. */
function serve(answers: Readonly<Record<string, () => Response | Promise<Response>>>): string[] {
  const asked: string[] = [];
  const real = fetch;
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit) => {
    const address = String(input);
    asked.push(address);
    const [, answer] = Object.entries(answers).find(([beginning]) => address.startsWith(beginning)) ?? [];
    return answer ? Promise.resolve(answer()) : real(input, init);
  });
  return asked;
}

const refuse = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));

test(
  'a model of a hub is fetched by its name, with labels, recipe and top-1, and once',
  { timeout: 300_000 },
  async () => {
    const pieces = safetensors(seededWeights(parametersOf(buildResNeSt(variantNamed('resnest26d').config))));
    const hub = 'https://huggingface.co/timm/resnest26d.gluon_in1k/';
    const asked = serve({ [hub]: () => new Response(new Blob(pieces as BlobPart[])) });
    const [cache, device] = [memoryCache(), await someDevice()];
    const open = (): Promise<Classifier> => createClassifier({ model: 'resnest26d.gluon_in1k', cache, device });
    for (const fromCache of [false, true]) {
      const { info, dispose } = await open().then((own) => ({ info: own.info, dispose: () => own.dispose() }));
      expect(info).toMatchObject({ model: 'resnest26d', inputSize: [224, 224], assumed: [], timings: { fromCache } });
      expect(info.published).toMatchObject({ name: 'resnest26d.gluon_in1k', top1: 78.476, license: 'Apache-2.0' });
      expect(info.preprocessing).toMatchObject({ recipe: 'timm', interpolation: 'bilinear', cropPct: 0.875 });
      expect(info.labels[963]).toBe('pizza');
      await dispose();
    }
    expect(asked).toEqual([`${hub}resolve/main/model.safetensors`]);
    device.destroy();
  },
);

test('copies of known files come from weightsBaseUrl, and from nowhere else', async () => {
  const asked = serve({});
  const own = await createClassifier({ weightsBaseUrl: WEIGHTS, cache: false });
  expect(asked).toEqual([`${WEIGHTS}resnest26_2s1x32d.safetensors`]);
  expect(own.info.published).toMatchObject({ name: 'resnest26_2s1x32d', bytes: 15158672, url: undefined });
  await own.dispose();
  const entries: PublishedEntry[] = [];
  const weightsBaseUrl = (entry: PublishedEntry): string => {
    entries.push(entry);
    return `${WEIGHTS}nowhere.safetensors`;
  };
  const missing = createClassifier({ model: 'resnest50-528c19ca', weightsBaseUrl, cache: false });
  await expect(missing).rejects.toThrow(
    /nowhere\.safetensors .*; put a copy of https:\/\/github\.com\/zhang.*resnest50-528c19ca\.pth at this address/,
  );
  expect(entries).toMatchObject([{ name: 'resnest50-528c19ca', file: 'resnest50-528c19ca.pth', isReadable: false }]);
});

test('another file under the name of a published one is refused, wherever it comes from', async () => {
  const whole = await (await fetch(`${WEIGHTS}resnest26_2s1x32d.safetensors`)).blob();
  serve({ 'https://huggingface.co/': () => new Response(whole) });
  const cache = memoryCache();
  for (const options of [
    { model: 'resnest14d.gluon_in1k' },
    { model: 'resnest50-528c19ca', weights: whole },
    { model: 'resnest50d.in1k', sha256: 'a'.repeat(64) },
  ]) {
    const error: unknown = await createClassifier({ ...options, cache }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeightsError);
    expect(error).toMatchObject({ code: 'digest' });
    expect(String(error)).toMatch(/has the SHA-256 f7e2622d[0-9a-f]{56}, expected (one that begins with )?\w+; it is/);
  }
  expect(cache.kept.size).toBe(0);
});

test('where no page may read a file, the sentence names it and the call to give it', async () => {
  const asked = serve({ 'https://github.com/': refuse });
  await expect(createClassifier({ model: 'resnest50-528c19ca', cache: false })).rejects.toThrow(
    /weights_step1\/resnest50-528c19ca\.pth could not be fetched .* lets no page read it: download it by hand as resnest50-528c19ca\.pth, and give the file: createClassifier\(\{ model: 'resnest50-528c19ca', weights: file \}\)/,
  );
  const owners = asked.map((address) => address.split('/')[3]);
  expect([...new Set(owners)]).toEqual(['zhanghang1989', 'rwightman']); // each is tried several times
});

test.each([
  ['is not there', () => new Response('', { status: 404 }), /was refused by the server \(404\); if a bundler left/],
  ['is the page of the app', () => new Response('', { headers: { 'content-type': 'text/html' } }), /is a web page/],
  ['is at no address', refuse, /could not be fetched \(Failed to fetch\); check the connection; if a bundler left/],
])('an embedded model that %s is said with the file, its address and how to serve it', async (_, answer, said) => {
  serve({ [WEIGHTS]: answer });
  const starting = createClassifier({ cache: false });
  await expect(starting).rejects.toThrow(said);
  await expect(starting).rejects.toThrow(
    /the weights file at \S+\/weights\/resnest26_2s1x32d\.safetensors .* copy node_modules\/resnest-webgpu\/dist\/weights\/resnest26_2s1x32d\.safetensors into the folder/,
  );
});
