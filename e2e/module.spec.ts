import { expect, test, type Page } from '@playwright/test';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
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

test("the types serve a consumer's TypeScript, with a bundler and with Node's resolution", async () => {
  const consumer = await mkdtemp(join(tmpdir(), 'resnest-webgpu-'));
  try {
    await mkdir(join(consumer, 'node_modules'));
    await symlink(root, join(consumer, 'node_modules/resnest-webgpu'), 'junction');
    await writeFile(join(consumer, 'package.json'), '{ "type": "module" }');
    await writeFile(
      join(consumer, 'consumer.ts'),
      `import { createClassifier, WeightsError, type Classification, type Classifier } from 'resnest-webgpu';
const classifier: Classifier = await createClassifier({ model: 'resnest50', weights: '/resnest50.safetensors', storage: 'f16' });
const labels: Classification[] = await classifier.classify(new Blob(), { topK: 3 });
const score: number = labels[0]?.score ?? 0;
// @ts-expect-error: not a storage
await createClassifier({ storage: 'f8' });
export { score, WeightsError };
`,
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
    for (const [resolution, module] of [
      ['bundler', 'esnext'],
      ['nodenext', 'nodenext'],
    ] as const) {
      const args = [tsc, ...options, '--moduleResolution', resolution, '--module', module, 'consumer.ts'];
      const errors = await promisify(execFile)(process.execPath, args, { cwd: consumer }).then(
        () => '',
        (error: { stdout: string }) => error.stdout,
      );
      expect(errors).toBe('');
    }
  } finally {
    await rm(consumer, { recursive: true });
  }
});
