/** A download that was left goes on where it was, in a real browser with a real server on another origin. */
import { expect, test, type Page } from '@playwright/test';
import { createHash } from 'node:crypto';
import { FileServer } from '../src/testing/loading/fileServer';
import type * as Library from '../src/index';

declare global {
  var resnest: typeof Library;
  var loaded: number;
  var ended: string | undefined;
}

/** No model, but a safetensors file: it comes whole, its digest is right, and then it is refused. */
function fileOf(length: number): Uint8Array<ArrayBuffer> {
  const file = new Uint8Array(length);
  for (let i = 0; i < length; i++) file[i] = (i * 7 + (i >> 12)) % 251;
  const bytes = length - 8 - 1000;
  const header = JSON.stringify({ 'other.weight': { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } });
  file.set(new TextEncoder().encode(header.padEnd(1000)), 8);
  new DataView(file.buffer).setBigUint64(0, 1000n, true);
  return file;
}

const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'etag, content-range' };
const LENGTH = 100_000_000;

/** Begins to load the file in a page of its own. */
async function begin(page: Page, url: string, sha256?: string): Promise<void> {
  // A page without a policy; one that a route makes up could not reach a server on this machine.
  await page.goto('/resnest-webgpu.js');
  await page.evaluate(
    async ([weights, digest]) => {
      const { createClassifier } = (await import(String('/resnest-webgpu.js'))) as typeof Library;
      globalThis.loaded = 0;
      createClassifier({
        weights,
        sha256: digest,
        onProgress: ({ stage, loaded }) => {
          if (stage === 'download') globalThis.loaded = loaded;
        },
      }).then(
        () => (globalThis.ended = 'it is a model'),
        (error: unknown) => (globalThis.ended = String(error)),
      );
    },
    [url, sha256] as const,
  );
}

const server = new FileServer(fileOf(LENGTH));
test.beforeAll(() => server.listen());
test.afterAll(() => server.close());
test.beforeEach(() => {
  server.headers = { ...CORS, etag: '"1"' };
  server.sent = 0;
  server.asked.length = 0;
});

for (const named of ['its tag', 'its digest'])
  test(`100 MB that stopped at 90 % when the tab was closed cost at most 12 % again, known by ${named}`, async ({
    context,
  }) => {
    const sha256 = named === 'its digest' ? createHash('sha256').update(server.file).digest('hex') : undefined;
    if (sha256) server.headers = CORS;
    server.faults = [{ stallAfter: 0.9 * LENGTH }];
    const first = await context.newPage();
    await begin(first, server.url, sha256);
    await first.waitForFunction((bytes) => globalThis.loaded >= bytes, 0.9 * LENGTH, { timeout: 25_000 });
    await first.waitForTimeout(2000); // up to four chunks are on their way to the disk, which a closed tab would lose
    await first.close();

    server.sent = 0;
    const second = await context.newPage();
    await begin(second, server.url, sha256);
    await second.waitForFunction(() => globalThis.ended !== undefined, undefined, { timeout: 60_000 });
    expect(await second.evaluate(() => globalThis.loaded)).toBe(LENGTH);
    expect(await second.evaluate(() => globalThis.ended)).not.toMatch(/digest|SHA-256|interrupted|broke off|fetched/);
    expect(server.asked.map(({ range }) => range === undefined)).toEqual([true, false]);
    expect(server.sent).toBeLessThanOrEqual(0.12 * LENGTH);
    expect(server.sent).toBeGreaterThanOrEqual(0.1 * LENGTH);
    test.info().annotations.push({ type: 'bytes fetched again', description: String(server.sent) });
  });
