/** Runs every sample of the guides as it stands there; tools/docs/samples/ says what they find where they run. */
import { expect, test, type Page } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parametersOf } from '../src/model/parameters';
import { buildResNeSt } from '../src/model/resnest';
import { variantNamed } from '../src/model/variants';
import { safetensors } from '../src/testing/safetensorsFile';
import { seededWeights } from '../src/testing/seeded';
import { findBrowser } from '../tools/common/browser/findBrowser';
import { root } from '../tools/common/project';
import { filesOfPage, isAsSaid, SAMPLES_PAGE } from '../tools/docs/samples/page';
import { readSamples, type Sample, type Way } from '../tools/docs/samples/samples';
import { serve } from './folder';
import { testLong } from './length';
import { complaintsOf } from './watch';

const { executablePath, args, env } = await findBrowser();
const fakeCamera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
test.use({ launchOptions: { executablePath, args: [...args, ...fakeCamera], env } });

const samples = await readSamples();
/** The samples that are run in a way, in their order. Throws if there is none. */
function run(way: Way | undefined): readonly Sample[] {
  const found = samples.filter((sample) => sample.kind !== undefined && sample.way === way);
  if (found.length === 0) throw new Error(`No sample is run as ${way}.`);
  return found;
}

const PHOTO = join(root, 'public/samples/coffee.jpg');

/** Serves texts beside the built module. */
async function serveTexts(page: Page, texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, body] of texts)
    await page.route(`**${path}`, (route) =>
      route.fulfill({ body, contentType: path.endsWith('.html') ? 'text/html' : 'text/javascript' }),
    );
}

/** A server of one file, on another origin than the page, and the methods by which it was asked. */
interface BytesServer {
  readonly url: string;
  readonly methods: string[];
  readonly close: () => Promise<void>;
}

/** Serves bytes with the headers of the moment. Playwright's own answers all allow other origins; this server's do not. */
async function serveBytes(bytes: Buffer, headers: () => Readonly<Record<string, string>>): Promise<BytesServer> {
  const methods: string[] = [];
  const server = createServer(({ method = '', url }, response) => {
    const isThere = url?.endsWith('.safetensors') === true; // and no config.json beside it
    if (isThere) methods.push(method);
    response.writeHead(isThere ? 200 : 404, { ...headers(), 'content-length': isThere ? bytes.length : 0 });
    response.end(isThere && method !== 'HEAD' ? bytes : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://localhost:${port}`, methods, close };
}

/** What is wrong with the samples, a line each, on a page that serves them. */
async function faultsOn(page: Page, url: string, chosen: readonly Sample[]): Promise<readonly string[]> {
  await page.goto(url);
  await page.waitForFunction(() => 'runSample' in globalThis);
  const faults: string[] = [];
  for (const { name, prints } of chosen) {
    const found = await page.evaluate((each) => runSample(each), name);
    if (found.error !== undefined) faults.push(`${name}: ${found.error}`);
    else if (!isAsSaid(found.prints, prints))
      faults.push(`${name} printed ${JSON.stringify(found.prints)}, not ${JSON.stringify(prints)}`);
  }
  return faults;
}

async function faultsOf(page: Page, chosen: readonly Sample[]): Promise<readonly string[]> {
  await serveTexts(page, filesOfPage(chosen));
  return faultsOn(page, SAMPLES_PAGE, chosen);
}

/** Addresses that guides take as examples, and the files of the package that lie there. */
async function servePlaces(page: Page): Promise<void> {
  await page.route('**/gone.safetensors', (route) => route.fulfill({ status: 404 }));
  const redirect = (pattern: string, place: (path: string) => string): Promise<unknown> =>
    page.route(pattern, (route) => {
      const url = new URL(route.request().url());
      return route.continue({ url: new URL(place(url.pathname), url).href });
    });
  await redirect('**/resnest26_2s1x32d.safetensors', (path) =>
    path.startsWith('/weights/') ? path : `/weights${path}`,
  );
  await redirect('**/dist/**', (path) => path.slice(path.indexOf('/dist/') + '/dist'.length));
}

test('the samples of the guides run, and print what they say', async ({ page }) => {
  await servePlaces(page);
  expect(await faultsOf(page, run(undefined))).toEqual([]);
});

testLong('the samples run that take long', async ({ page }) => {
  test.setTimeout(600_000);
  await servePlaces(page);
  // The file of the published model whose digits nobody knows: of the right shapes, with seeded weights.
  const { config } = variantNamed('resnest26d');
  const body = Buffer.concat(safetensors(seededWeights(parametersOf(buildResNeSt(config)))));
  await page.route('https://huggingface.co/timm/resnest26d.gluon_in1k/**', (route) =>
    route.fulfill(route.request().url().endsWith('.safetensors') ? { body } : { status: 404 }),
  );
  expect(await faultsOf(page, run('long'))).toEqual([]);
});

test('the page without a bundler runs', async ({ page }) => {
  const [{ code } = { code: '' }, ...others] = run('page');
  expect(others).toEqual([]);
  await serveTexts(page, new Map([['/own.html', code]]));
  await page.goto('/own.html');
  await page.locator('input').setInputFiles(PHOTO);
  await expect(page.locator('p')).toHaveText(/^espresso: \d+\.\d %$/);
});

test('the page with elements runs', async ({ page }) => {
  const [{ code } = { code: '' }, ...others] = run('element');
  expect(others).toEqual([]);
  await serveTexts(page, new Map([['/own.html', code]]));
  await servePlaces(page);
  await page.route('**/coffee.jpg', (route) => route.fulfill({ path: PHOTO }));
  await page.goto('/own.html');
  await expect(page.locator('resnest-classifier').last().locator('li').first()).toHaveText(/^espresso/);
  await page.locator('resnest-classifier').first().locator('input').setInputFiles(PHOTO);
  await expect(page.locator('resnest-classifier').first().locator('li')).toHaveCount(3);
});

/** The headers of the only sample of a kind. */
function headersOf(way: Way): Record<string, string> {
  const [{ code } = { code: '' }] = run(way);
  const lines = code
    .trim()
    .split('\n')
    .map((line) => /^([\w-]+): (.+)$/.exec(line));
  return Object.fromEntries(lines.map((line) => [line?.[1] ?? '', line?.[2] ?? '']));
}

const WEIGHTS = join(root, 'weights/resnest26_2s1x32d.safetensors');

/** Serves a copy of the built module, and texts beside it, from a folder of their own while `use` runs. */
async function withFolder(
  texts: Iterable<readonly [string, string]>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-guides-'));
  for (const name of ['resnest-webgpu.js', 'worker.js', 'weights.js', 'weights', 'samples'])
    await cp(join(root, 'dist', name), join(folder, name), { recursive: true });
  for (const [path, text] of texts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const server = await serve(folder);
  await use(server.url).finally(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
}

testLong(
  'the headers of the guide serve weights to pages of another origin; without CORS they do not',
  async ({ page }) => {
    const headers = headersOf('headers of a server of weights');
    let sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Access-Control-Allow-Origin'));
    const server = await serveBytes(await readFile(WEIGHTS), () => sent);
    const chosen = run('other origin').map((sample) => {
      const code = sample.code.replace('https://weights.example', server.url);
      expect(code).not.toBe(sample.code);
      return { ...sample, code };
    });
    await withFolder(filesOfPage(chosen), async (url) => {
      const faults = (): Promise<readonly string[]> => faultsOn(page, url.slice(0, -1) + SAMPLES_PAGE, chosen);
      expect(await faults()).toEqual([expect.stringMatching(/WeightsError/)]);
      sent = headers;
      server.methods.length = 0;
      expect(await faults()).toEqual([]);
      expect(server.methods).toEqual(['GET']);
      expect(await faults()).toEqual([]); // from IndexedDB: the ETag is readable, and the same
      expect(server.methods).toEqual(['GET', 'HEAD']);
    }).finally(server.close);
  },
);

/** The text of a page's own script that answers in the page's title, with the door at an address. */
const answering = (door: string): string => `import { createClassifier } from '${door}';
const photo = await (await fetch('/samples/coffee.jpg')).blob();
const classifier = await createClassifier();
const [best] = await classifier.classify(photo);
await classifier.dispose();
document.title = best.label;
`;

for (const door of ['/resnest-webgpu.js', '/worker.js'])
  testLong(`the policy of the guide is enough for ${door}, with Trusted Types as well`, async ({ page }) => {
    const complaints = complaintsOf(page);
    const policy = headersOf('policy')['Content-Security-Policy'];
    if (policy === undefined) throw new Error('The guide has no policy.');
    const trusted = door === '/worker.js' ? '' : "; require-trusted-types-for 'script'";
    await serveTexts(page, new Map([['/own-main.js', answering(door)]]));
    await page.route('**/own.html', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': policy + trusted },
        body: '<!doctype html><script type="module" src="/own-main.js"></script>',
      }),
    );
    await page.goto('/own.html');
    await expect(page).toHaveTitle('espresso', { timeout: 60_000 });
    // The icon of the page is what the policy of the guide leaves out.
    expect(complaints.filter((line) => !line.includes('favicon'))).toEqual([]);
  });

testLong('the service worker of the guide keeps a page that answers offline', async ({ context, page }) => {
  const [{ code } = { code: '' }] = run('service worker');
  const photo = (await readFile(PHOTO)).toString('base64');
  const texts = {
    'sw.js': code,
    'index.html': '<!doctype html><link rel="icon" href="data:,"><script type="module" src="main.js"></script>',
    'main.js': `await navigator.serviceWorker.register('./sw.js');
await navigator.serviceWorker.ready;
${answering('./resnest-webgpu.js').replace("'/samples/coffee.jpg'", `'data:image/jpeg;base64,${photo}'`)}`,
  };
  await withFolder(Object.entries(texts), async (url) => {
    await page.goto(url);
    await expect(page).toHaveTitle('espresso', { timeout: 60_000 });
    await context.setOffline(true);
    await page.reload();
    await expect(page).toHaveTitle('espresso', { timeout: 60_000 });
    await context.setOffline(false);
  });
});
