/** The fallback in pages without a bundler, under strict policies; src/wasm/ has the tests of its answers. */
import { expect, test, type Page } from '@playwright/test';
import { join, resolve } from 'node:path';
import type * as Library from '../src/index';
import type * as InWorker from '../src/worker/index';

const runtime = resolve(import.meta.dirname, '../node_modules/onnxruntime-web/dist');

declare global {
  var library: typeof Library;
  var libraryInWorker: typeof InWorker;
}

const head = `<script>Object.defineProperty(navigator, 'gpu', { value: undefined });</script>
<script type="importmap">{ "imports": { "onnxruntime-web/wasm": "/ort/ort.wasm.bundle.min.mjs" } }</script>`;

const modules = `<script type="module">
globalThis.library = await import("./resnest-webgpu.js");
globalThis.libraryInWorker = await import("./worker.js");
</script>`;

const POLICY =
  "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** Opens a page beside the module; gives the files of the runtime that are asked for, as they are. */
async function open(page: Page, { policy = POLICY, before = head } = {}): Promise<readonly string[]> {
  const asked: string[] = [];
  await page.context().route('**/ort/*', async (route) => {
    const name = new URL(route.request().url()).pathname.slice('/ort/'.length);
    asked.push(name);
    await route.fulfill({ path: join(runtime, name) });
  });
  const headers = { 'content-security-policy': policy };
  await page.route('**/own.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: before + modules, headers }),
  );
  await page.goto('/own.html');
  await page.waitForFunction(() => 'libraryInWorker' in globalThis);
  return asked;
}

test('a page without WebGPU: an import map is enough, and nothing is asked for before', async ({ page }) => {
  const asked = await open(page);
  const support = await page.evaluate(() => library.support());
  expect(support).toMatchObject({ webgpu: false, adapter: undefined, isFallbackAdapter: false });
  expect(support.reason).toMatch(/^There is no WebGPU here; use a browser with WebGPU .*\.$/);
  const refused = await page.evaluate(() => library.createClassifier().catch((error: Error) => error.name));
  expect(refused).toBe('WebGPUUnavailableError');
  expect(asked).toEqual([]);
  const found = await page.evaluate(async () => {
    const classifier = await library.createClassifier({ fallback: 'wasm' });
    const photo = await (await fetch('./samples/lemon.png')).blob();
    const [best] = await classifier.classify(photo);
    const { backend, fallbackReason } = classifier.info;
    await classifier.dispose();
    return { label: best?.label, backend, fallbackReason };
  });
  expect(found).toEqual({ label: 'lemon', backend: 'wasm', fallbackReason: support.reason });
  expect([...asked].sort()).toEqual(['ort-wasm-simd-threaded.wasm', 'ort.wasm.bundle.min.mjs']);
});

test('a worker takes the address, and serves itself from the cache at the second start', async ({ page }) => {
  await open(page);
  const weights: string[] = [];
  page.context().on('request', (request) => {
    if (request.url().endsWith('.safetensors')) weights.push(request.method());
  });
  const start = (): Promise<unknown> =>
    page.evaluate(async () => {
      const classifier = await libraryInWorker.createClassifier({ fallback: { wasm: '/ort/ort.wasm.bundle.min.mjs' } });
      const [best] = await classifier.classify(await (await fetch('./samples/bison.png')).blob());
      const { backend, timings } = classifier.info;
      await classifier.dispose();
      return [best?.label, backend, timings.fromCache];
    });
  expect(await start()).toEqual(['bison', 'wasm', false]);
  expect(await start()).toEqual(['bison', 'wasm', true]);
  expect(weights.filter((method) => method === 'GET').length).toBeLessThanOrEqual(1);
});

test('what is missing is said, with what to do', async ({ page }) => {
  const failure = (fallback: Library.Fallback): Promise<unknown> =>
    page.evaluate(
      (given) =>
        library
          .createClassifier({ fallback: given, cache: false })
          .then(() => 'no error')
          .catch(({ name, code, message }: Library.ResNeStError) => `${name} ${code}: ${message}`),
      fallback,
    );
  await open(page, { policy: POLICY.replace(" 'wasm-unsafe-eval'", '') });
  expect(await failure('wasm')).toMatch(
    /^ConfigError fallback: onnxruntime-web does not start .*allow 'wasm-unsafe-eval' in a Content-Security-Policy/,
  );
  await open(page, { before: head.replace(/<script type="importmap">.*/, '') });
  expect(await failure('wasm')).toMatch(
    /^ConfigError fallback: onnxruntime-web\/wasm cannot be loaded .*; install it .* or the address of its file/,
  );
});
