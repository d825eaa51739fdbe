import { chromium } from 'playwright';
import { afterEach, expect, test, vi } from 'vitest';
import { browserFinders, findBrowser } from './findBrowser';

afterEach(() => vi.unstubAllEnvs());

test('a path in RESNEST_BROWSER that leads nowhere is an error, not a reason to take another browser', async () => {
  vi.stubEnv('RESNEST_BROWSER', '/no/such/browser');
  await expect(findBrowser()).rejects.toThrow('RESNEST_BROWSER names /no/such/browser');
});

test('RESNEST_BROWSER comes before any browser that is installed', async () => {
  vi.stubEnv('RESNEST_BROWSER', process.execPath);
  vi.stubEnv('RESNEST_ADAPTER', 'swiftshader');
  const { executablePath, args } = await findBrowser();
  expect(executablePath).toBe(process.execPath);
  expect(args).toContain('--use-webgpu-adapter=swiftshader');
});

test('an adapter that does not exist is an error', async () => {
  vi.stubEnv('RESNEST_BROWSER', process.execPath);
  vi.stubEnv('RESNEST_ADAPTER', 'abacus');
  await expect(findBrowser()).rejects.toThrow("RESNEST_ADAPTER is 'abacus'");
});

test('without any browser the error says what to install', async () => {
  await expect(findBrowser([])).rejects.toThrow('install one');
});

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'the browser of last resort offers WebGPU and has fonts',
  async () => {
    const copies = await Promise.all([browserFinders.bundled(), browserFinders.bundled()]);
    expect(copies[0]).toEqual(copies[1]);
    vi.stubEnv('RESNEST_ADAPTER', 'swiftshader');
    const { executablePath, args, env } = await findBrowser([browserFinders.bundled]);
    const browser = await chromium.launch({ executablePath, args, env });
    try {
      const page = await browser.newPage();
      await page.route('http://localhost/', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<span>width</span>' }),
      );
      await page.goto('http://localhost/');
      const found = await page.evaluate(async () => ({
        architecture: (await navigator.gpu.requestAdapter())?.info.architecture,
        width: document.querySelector('span')?.getBoundingClientRect().width,
      }));
      expect(found.architecture).toBe('swiftshader');
      expect(found.width).toBeGreaterThan(20);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
