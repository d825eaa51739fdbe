import { expect, test, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type * as Library from '../src/index';

const root = resolve(import.meta.dirname, '..');
const file = 'resnest26_2s1x32d.safetensors';

declare global {
  var resnest: typeof Library;
  /** The page's; on it every program is compiled once. */
  var shared: GPUDevice | undefined;
}

/** A page beside the built module, on an origin that may store so many bytes. */
async function openWithQuota(page: Page, quotaSize: number): Promise<void> {
  const bytes = await readFile(join(root, 'weights', file));
  await page.route('**/own.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script type="module">globalThis.resnest = await import("./resnest-webgpu.js");</script>',
    }),
  );
  // The same weights under addresses without a known name are models of their own.
  await page.route('**/models/**', (route) => route.fulfill({ body: bytes }));
  await page.goto('/own.html');
  await page.waitForFunction(() => 'resnest' in globalThis);
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize });
}

interface Start {
  readonly fromCache: boolean;
  readonly notKept: string | undefined;
  /** What the lemon is, where it is classified. */
  readonly label: string | undefined;
}

/** Starts with a model under a name, classifies the lemon if asked to, and leaves. */
const start = (page: Page, name: string, classifies = false): Promise<Start> =>
  page.evaluate(
    async ([weights, isAsked]) => {
      globalThis.shared ??= await (await navigator.gpu.requestAdapter())?.requestDevice();
      const classifier = await resnest.createClassifier({ weights, device: globalThis.shared });
      const photo = await (await fetch('./samples/lemon.png')).blob();
      const [best] = isAsked ? await classifier.classify(photo) : [];
      const { notKept, timings } = classifier.info;
      await classifier.dispose();
      return { fromCache: timings.fromCache, notKept, label: best?.label };
    },
    [`/models/${name}.safetensors`, classifies] as const,
  );

/** The addresses of the stored models, as `list` tells them; each of them is whole. */
const stored = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const entries = await resnest.cache.list();
    return entries.filter(({ complete }) => complete).map(({ key }) => /models\/(\w+)/.exec(key)?.[1] ?? key);
  });

test('a full quota takes the model that was not used for longest, and the new one is kept', async ({ page }) => {
  test.setTimeout(360_000); // four starts of a model of 15 MB
  await openWithQuota(page, 42e6); // of two models of 15 MB, but not of the file of a third beside them
  const kept = { fromCache: false, notKept: undefined, label: undefined };
  expect(await start(page, 'first')).toEqual(kept);
  expect(await start(page, 'second')).toEqual(kept);
  expect(await start(page, 'first')).toEqual({ ...kept, fromCache: true });
  expect(await start(page, 'third', true)).toEqual({ ...kept, label: 'lemon' });
  expect((await stored(page)).sort()).toEqual(['first', 'third']);
});

test('a model that does not fit at all runs from memory, and info says so', async ({ page }) => {
  await openWithQuota(page, 8e6);
  const found = await start(page, 'large', true);
  expect(found.label).toBe('lemon');
  expect(found.notKept).toMatch(/^there is no space for them: /);
  expect(await stored(page)).toEqual([]);
});
