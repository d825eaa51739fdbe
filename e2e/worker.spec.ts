/** Starts of the built worker, which are those of the plain module, errors included; src/worker/ has the tests of calls. */
import { expect, test, type Page } from '@playwright/test';
import type * as Library from '../src/index';
import type * as InWorker from '../src/worker/index';

declare global {
  var plain: typeof Library;
  var resnestInWorker: typeof InWorker;
}

const modules = `<script type="module">
globalThis.plain = await import("./resnest-webgpu.js");
globalThis.resnestInWorker = await import("./worker.js");
</script>`;

async function openModules(page: Page, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.route('**/own.html', (route) => route.fulfill({ contentType: 'text/html', body: modules, headers }));
  await page.goto('/own.html');
  await page.waitForFunction(() => 'resnestInWorker' in globalThis);
}

test('the door in a worker, under a strict policy: answers, progress, dispose after the calls that were made', async ({
  page,
}) => {
  // The page's own script is inline; nothing else is, and there is no blob: and no eval.
  const policy =
    "default-src 'none'; script-src 'self' 'unsafe-inline'; worker-src 'self'; connect-src 'self'; img-src 'self'";
  await openModules(page, { 'content-security-policy': policy });
  const found = await page.evaluate(async () => {
    const { createClassifier } = resnestInWorker;
    const stages = new Set<string>();
    const classifier = await createClassifier({ onProgress: ({ stage }) => stages.add(stage) });
    const photo = await (await fetch('./samples/lemon.png')).blob();
    const call = classifier.classify(photo, { topK: 1 });
    const disposing = classifier.dispose();
    const after = await classifier.classify(photo).catch(({ name, code }: Library.ResNeStError) => ({ name, code }));
    const [best] = await call;
    await disposing;
    return { best, after, stages: [...stages], model: classifier.info.model };
  });
  expect(found.best?.label).toBe('lemon');
  expect(found.after).toEqual({ name: 'ResNeStError', code: 'disposed' });
  expect(found.stages.sort()).toEqual(['compile', 'download', 'pack']);
  expect(found.model).toBe('resnest26_2s1x32d');
});

test('a start that fails has the errors of the plain door', async ({ page }) => {
  await openModules(page);
  const pairs = await page.evaluate(async () => {
    const locked = (): ReadableStream<Uint8Array> => {
      const stream = new ReadableStream<Uint8Array>();
      stream.getReader();
      return stream;
    };
    const detached = new ArrayBuffer(9);
    structuredClone(detached, { transfer: [detached] });
    const BAD: readonly (() => unknown)[] = [
      () => ({ modle: 'resnest50' }),
      () => ({ model: 'resnest51' }),
      () => ({ weights: Promise.resolve() }),
      () => ({ device: () => 0 }),
      () => ({ signal: 5 }),
      () => ({ signal: AbortSignal.abort(new RangeError('mine')) }),
      () => ({ onProgress: 5 }),
      () => ({ onDeviceLost: {} }),
      () => ({ labels: ['a', ''] }),
      () => ({ cache: true }),
      () => ({ weights: '' }),
      () => ({ weights: detached, cache: false }),
      () => ({ weights: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]), cache: false }),
      () => ({ weights: new Response('<html>').body, cache: false }),
      () => ({ weights: locked(), cache: false }),
      () => ({ weights: './none/w.safetensors', cache: false }),
      () => ({ weights: '/w.safetensors', weightsBaseUrl: () => '/x' }),
      () => ({ weightsBaseUrl: () => 5 }),
      () => ({ weightsBaseUrl: () => './none/w.safetensors', cache: false }),
      () => ({ weightsBaseUrl: './none', cache: false }),
    ];
    const outcome = (start: Promise<unknown>): Promise<unknown> =>
      start.then(
        () => 'no error',
        (error: Library.ResNeStError) => ({
          ...{ name: error.name, code: error.code, message: error.message },
          isOurs: error instanceof plain.ResNeStError,
          hasCause: error.cause !== undefined,
        }),
      );
    const pairs = [];
    for (const make of BAD)
      pairs.push([
        await outcome(plain.createClassifier(make() as object)),
        await outcome(resnestInWorker.createClassifier(make() as object)),
      ]);
    return pairs;
  });
  expect(pairs).toHaveLength(20);
  for (const [expected, found] of pairs) {
    expect(expected).toHaveProperty('message');
    expect(found).toEqual(expected);
  }
});

test('bytes are copied, or moved where that is asked for; aborts and callbacks end the start with their own reason', async ({
  page,
}) => {
  await openModules(page);
  const found = await page.evaluate(async () => {
    const { createClassifier } = resnestInWorker;
    const caught = (start: Promise<unknown>): Promise<unknown> =>
      start.then(() => undefined).catch((error: unknown) => error);
    const bytes = new Uint8Array(8);
    await caught(createClassifier({ weights: bytes, cache: false }));
    const kept = bytes.byteLength;
    await caught(createClassifier({ weights: bytes, cache: false, transfer: true }));
    const reason = { mine: true };
    const abort = new AbortController();
    const starting = caught(createClassifier({ signal: abort.signal, cache: false }));
    setTimeout(() => abort.abort(reason), 20);
    const onProgress = (): never => {
      throw reason;
    };
    return {
      sizes: [kept, bytes.byteLength],
      aborted: (await starting) === reason,
      thrown: (await caught(createClassifier({ onProgress, cache: false }))) === reason,
    };
  });
  expect(found).toEqual({ sizes: [8, 0], aborted: true, thrown: true });
});

test('a worker that cannot run rejects with an error that says what to do', async ({ page }) => {
  await openModules(page);
  const failure = (worker?: string): Promise<{ code: string; message: string }> =>
    page.evaluate(
      (address) =>
        resnestInWorker
          .createClassifier({ worker: address, cache: false })
          .then(() => ({ code: 'none', message: '' }))
          .catch(({ code, message }: Library.ResNeStError) => ({ code, message })),
      worker,
    );
  expect(await failure('/none/worker-thread.js')).toMatchObject({ code: 'no-worker' });
  expect((await failure('https://example.org/worker-thread.js')).message).toMatch(/is on the origin of the page/);
  await page.route('**/worker-thread.js', (route) => route.fulfill({ status: 404 }));
  const missing = await failure();
  expect(missing).toMatchObject({ code: 'no-worker' });
  expect(missing.message).toContain("createClassifier({ worker: '/dist/worker-thread.js' })");
  await openModules(page, { 'content-security-policy': "worker-src 'none'" });
  expect(await failure()).toMatchObject({ code: 'no-worker' });
});
