/** The three doors of the built package give the same answers to the sample photos, whole and in parts. */
import { expect, test, type Page } from '@playwright/test';
import { join, resolve } from 'node:path';
import { LONG } from './length';
import type * as Library from '../src/index';

const runtime = resolve(import.meta.dirname, '../node_modules/onnxruntime-web/dist');

const PHOTOS = ['coffee.jpg', 'lemon.png', 'bison.png', 'elephant.png', 'dromedary.png', 'mantis.jpg', 'orange.jpg'];

/** 504 photos in the long form, as many as the model was validated on. */
const PARTS = LONG ? 71 : 1;

/** Of the largest logit: what the fallback may differ by. */
const BOUND = 2e-5;

const BLANK = '<!doctype html><link rel="icon" href="data:,">';
const WITHOUT_GPU = `${BLANK}<script>Object.defineProperty(navigator, 'gpu', { value: undefined });</script>`;

/** The logits of all photos and their parts by the door of a module, in a page of its own. */
async function answersOf(page: Page, entry: string, body: string, wasm?: string): Promise<number[][]> {
  await page.route('**/ort/*', (route) =>
    route.fulfill({ path: join(runtime, new URL(route.request().url()).pathname.slice('/ort/'.length)) }),
  );
  await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('/own.html');
  return page.evaluate(
    async ({ entry, wasm, photos, parts }) => {
      const { createClassifier } = (await import(entry)) as typeof Library;
      const classifier = await createClassifier(wasm === undefined ? {} : { fallback: { wasm } });
      const answers: number[][] = [];
      let seed = 1;
      const below = (end: number): number => {
        seed = (seed * 48271) % 2147483647; // the same parts at each door
        return seed % end;
      };
      for (const name of photos) {
        const photo = await (await fetch(`/samples/${name}`)).blob();
        const { width, height } = await createImageBitmap(photo);
        const regions = Array.from({ length: parts }, () => {
          const size = { width: 32 + below(width - 32), height: 32 + below(height - 32) };
          return { x: below(width - size.width + 1), y: below(height - size.height + 1), ...size };
        });
        for (const regionOfInterest of [undefined, ...regions])
          answers.push([...(await classifier.logits(photo, { regionOfInterest }))]);
      }
      await classifier.dispose();
      return answers;
    },
    { entry, wasm, photos: PHOTOS, parts: PARTS },
  );
}

const best = (logits: readonly number[]): number => logits.indexOf(Math.max(...logits));

test('the doors of the page, of the worker and of WebAssembly agree on every photo', async ({ context }) => {
  const plain = await answersOf(await context.newPage(), '/resnest-webgpu.js', BLANK);
  const worker = await answersOf(await context.newPage(), '/worker.js', BLANK);
  const inWasm = await answersOf(
    await context.newPage(),
    '/resnest-webgpu.js',
    WITHOUT_GPU,
    '/ort/ort.wasm.bundle.min.mjs',
  );
  expect(plain).toHaveLength(PHOTOS.length * (1 + PARTS));
  for (const [i, want] of plain.entries())
    for (const [door, { [i]: got = [] }] of Object.entries({ worker, inWasm })) {
      const largest = Math.max(...want.map(Math.abs));
      const apart = Math.max(...want.map((value, k) => Math.abs((got[k] ?? NaN) - value)));
      expect(apart / largest, `${door}, photo ${i}`).toBeLessThan(BOUND);
      expect(best(got), `${door}, photo ${i}`).toBe(best(want));
    }
});
