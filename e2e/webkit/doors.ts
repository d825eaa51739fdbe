/** The three doors of the built package in WebKit, in WebAssembly: logits are those of Chromium's WebAssembly. */
import { chromium } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as Library from '../../src/index';
import { RUNTIME_FOLDER } from '../../tools/build/copyRuntime';
import { findBrowser } from '../../tools/common/browser/findBrowser';
import { findWebKit } from '../../tools/common/browser/findWebKit';
import { launchWebKit, type WebKitPage } from '../../tools/common/browser/launchWebKit';
import { dist } from '../../tools/common/project';
import { serve, type Server } from '../folder';

const PHOTOS = ['coffee.jpg', 'lemon.png', 'bison.png', 'elephant.png', 'dromedary.png', 'mantis.jpg', 'orange.jpg'];
const WASM = `/${RUNTIME_FOLDER}/ort.wasm.bundle.min.js`;

/** Of the largest logit. */
const BOUND = 2e-5;

/** A document of the server's origin, without scripts of its own. */
const BLANK = 'robots.txt';

let server: Server;
let webkit: WebKitPage;
let expected: number[][];

beforeAll(async () => {
  server = await serve(dist);
  expected = await inChromium();
  webkit = await launchWebKit(await findWebKit());
  await webkit.open(server.url + BLANK);
});

afterAll(async () => {
  await webkit.close();
  await server.close();
});

interface Asked {
  readonly entry: string;
  readonly wasm: string;
  readonly photos: readonly string[];
}

/** In a page: the logits of all photos by the door of a module. */
async function logitsOf({ entry, wasm, photos }: Asked): Promise<number[][]> {
  const load = new Function('entry', 'return import(entry)') as (entry: string) => Promise<typeof Library>;
  const { createClassifier } = await load(entry);
  const classifier = await createClassifier({ fallback: { wasm } });
  const answers: number[][] = [];
  for (const name of photos) {
    const photo = await (await fetch(`/samples/${name}`)).blob();
    answers.push([...(await classifier.logits(photo))]);
  }
  await classifier.dispose();
  return answers;
}

async function inChromium(): Promise<number[][]> {
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const page = await browser.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'gpu', { value: undefined }));
    await page.goto(server.url + BLANK);
    return await page.evaluate(logitsOf, { entry: '/resnest-webgpu.js', wasm: WASM, photos: PHOTOS });
  } finally {
    await browser.close();
  }
}

test.each(['/resnest-webgpu.js', '/worker.js'])('%s gives the logits of Chromium for every sample', async (entry) => {
  const answers = await webkit.run(logitsOf, { entry, wasm: WASM, photos: PHOTOS });
  expect(answers).toHaveLength(PHOTOS.length);
  for (const [i, want] of expected.entries()) {
    const largest = Math.max(...want.map(Math.abs));
    const apart = Math.max(...want.map((value, k) => Math.abs((answers[i]?.[k] ?? NaN) - value)));
    expect(apart / largest, PHOTOS[i]).toBeLessThan(BOUND);
  }
});

test.each(['/resnest-webgpu.js', '/worker.js'])('%s without a fallback says that there is no WebGPU', async (entry) => {
  const told = await webkit.run(async (address) => {
    const load = new Function('entry', 'return import(entry)') as (entry: string) => Promise<typeof Library>;
    const { createClassifier, isSupported } = await load(address);
    const error: unknown = await createClassifier().catch((reason: unknown) => reason);
    const { name, code } = error as { name: string; code: string };
    return [name, code, await isSupported()];
  }, entry);
  expect(told).toEqual(['WebGPUUnavailableError', 'no-webgpu', false]);
});

test('what a worker has kept is there for the next one, however soon the first was disposed of', async () => {
  const stages = await webkit.run(
    async (entry, wasm) => {
      const load = new Function('entry', 'return import(entry)') as (entry: string) => Promise<typeof Library>;
      const { cache, createClassifier } = await load(entry);
      await cache.clear();
      const first = await createClassifier({ fallback: { wasm } });
      await first.dispose();
      const told = new Set<string>();
      const second = await createClassifier({ fallback: { wasm }, onProgress: ({ stage }) => void told.add(stage) });
      await second.dispose();
      return [...told];
    },
    '/worker.js',
    WASM,
  );
  expect(stages).toEqual(['pack', 'compile']);
});

test('the element shows the best class of a photo', async () => {
  const label = await webkit.run(async (wasm) => {
    const load = new Function('entry', 'return import(entry)') as (entry: string) => Promise<unknown>;
    await load('/element.js');
    const element = document.createElement('resnest-classifier') as HTMLElement & { options: object };
    element.options = { fallback: { wasm } };
    element.setAttribute('src', '/samples/coffee.jpg');
    const answered = new Promise<string>((resolve, reject) => {
      element.addEventListener('result', (event) =>
        resolve((event as CustomEvent<{ classes: { label: string }[] }>).detail.classes[0]?.label ?? ''),
      );
      element.addEventListener('error', (event) =>
        reject((event as unknown as CustomEvent<{ error: Error }>).detail.error),
      );
    });
    document.body.append(element);
    return answered;
  }, WASM);
  expect(label).toBe('espresso');
});
