import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type * as Library from '../src/index';

const root = resolve(import.meta.dirname, '..');

const folder = '/some/folder';

/** Opens `html` as a page beside the built module, as if somebody had put dist/ into a folder of a server. */
async function openPage(page: Page, html: string): Promise<void> {
  await page.route(`**${folder}/**`, (route) => route.continue({ url: route.request().url().replace(folder, '') }));
  await page.route(`**${folder}/own.html`, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(`${folder}/own.html`);
}

const globals = '<script type="module">globalThis.resnest = await import("./resnest-webgpu.js");</script>';

declare global {
  var resnest: typeof Library;
}

async function openModule(page: Page): Promise<void> {
  await openPage(page, globals);
  await page.waitForFunction(() => 'resnest' in globalThis);
}

test("README's example runs as it stands, on a page with no bundler", async ({ page }) => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = /```html\n([^]*?)```/.exec(readme)?.[1] ?? '';
  expect(example).toContain('resnest-webgpu.js');
  await openPage(page, example);
  await expect(page.locator('body')).toContainText('espresso');
});

test('the door: classify, logits, info, dispose; an array is a batch', async ({ page }) => {
  await openModule(page);
  const found = await page.evaluate(async () => {
    const photo = async (name: string): Promise<Blob> => (await fetch(`./samples/${name}`)).blob();
    const sources = [await photo('lemon.png'), await photo('bison.png')] as const;
    const stages = new Set<string>();
    const classifier = await resnest.createClassifier({ onProgress: ({ stage }) => stages.add(stage) });
    const batch = await classifier.classify(sources, { topK: 1 });
    const single = await classifier.classify(sources[1], { topK: 1 });
    const logits = await classifier.logits(sources[1]);
    const { info } = classifier;
    await classifier.dispose();
    const afterwards = await classifier.classify(sources[0]).catch((error: Error) => error.name);
    return { batch, single, logits: logits.length, info, stages: [...stages], afterwards };
  });
  expect(found.batch.map(([best]) => best?.label)).toEqual(['lemon', 'bison']);
  expect(found.single[0]?.score).toBeCloseTo(found.batch[1]?.[0]?.score ?? 0, 5);
  expect(found.logits).toBe(200);
  expect(found.info).toMatchObject({ model: 'resnest26_2s1x32d', storage: 'f16', parameters: 7475192 });
  expect(found.info.timings.runMs).toBeGreaterThan(0);
  expect(found.stages.sort()).toEqual(['compile', 'download', 'pack']);
  expect(found.afterwards).toBe('ResNeStError');
});

test('the second start reads packed weights from the cache and fetches none', async ({ page }) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.safetensors')) fetched.push(request.url());
  });
  const start = async (): Promise<boolean> => {
    await openModule(page);
    return page.evaluate(async () => (await resnest.createClassifier()).info.timings.fromCache);
  };
  expect(await start()).toBe(false);
  expect(fetched).toEqual([expect.stringContaining(`${folder}/weights/`)]); // beside the module
  expect(await start()).toBe(true);
  expect(fetched).toHaveLength(1);
});

test('errors are of the classes that the module exports', async ({ page }) => {
  await openModule(page);
  const found = await page.evaluate(async () => {
    const { createClassifier, ConfigError, ImageError, WeightsError } = resnest;
    const failure = (promise: Promise<unknown>): Promise<unknown> =>
      promise.then(() => undefined).catch((e: unknown) => e);
    const aborted = new AbortController();
    aborted.abort();
    const classifier = await createClassifier();
    return {
      model: (await failure(createClassifier({ model: 'resnest51' }))) instanceof ConfigError,
      weights: (await failure(createClassifier({ weights: new ArrayBuffer(100) }))) instanceof WeightsError,
      image: (await failure(classifier.classify(new Blob(['no image'])))) instanceof ImageError,
      signal: ((await failure(createClassifier({ signal: aborted.signal }))) as Error).name,
      alive: (await classifier.logits({ shape: [1, 3, 96, 96], data: new Float32Array(3 * 96 * 96) })).length,
    };
  });
  expect(found).toEqual({ model: true, weights: true, image: true, signal: 'AbortError', alive: 200 });
});

test('a copy of the embedded weights on another server is known by its name, and checked', async ({ page }) => {
  const file = 'resnest26_2s1x32d.safetensors';
  const bytes = await readFile(join(root, 'weights', file));
  const damaged = Buffer.from(bytes);
  damaged[9_000_001] = (damaged[9_000_001] ?? 0) ^ 0x40;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.route('**/own/**', (route) => route.fulfill({ body: bytes }));
  await page.route('**/damaged/**', (route) => route.fulfill({ body: damaged }));
  await page.route('**/gone/**', (route) => route.fulfill({ status: 404 }));
  await openModule(page);
  const label = await page.evaluate(async (weights) => {
    const classifier = await resnest.createClassifier({ weights });
    const [best] = await classifier.classify(await (await fetch('./samples/lemon.png')).blob());
    await classifier.dispose();
    return best?.label;
  }, `/own/${file}`);
  expect(label).toBe('lemon');
  expect(asked.filter((path) => path.endsWith('config.json'))).toEqual([]);
  const failure = (weights: string): Promise<string> =>
    page.evaluate(async (address) => {
      await resnest.cache.clear();
      const error: unknown = await resnest.createClassifier({ weights: address }).catch((caught: unknown) => caught);
      return error instanceof resnest.WeightsError ? error.message : 'no WeightsError';
    }, weights);
  expect(await failure(`/damaged/${file}`)).toMatch(/it is damaged or another file$/);
  expect(await failure(`/gone/${file}`)).toMatch(/404 .*check the address$/);
});

test('embedded weights that a bundler left behind: the error names the line that helps', async ({ page }) => {
  await openModule(page);
  await page.route(`**${folder}/weights/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>an app</p>' }),
  );
  const error = await page.evaluate(() => resnest.createClassifier().catch(String));
  expect(error).toMatch(
    /^WeightsError: [^\n]* is a web page, not a checkpoint; if a bundler left the embedded weights behind/,
  );
  expect(error).toContain("createClassifier({ weights: '/resnest26_2s1x32d.safetensors' })");
});
