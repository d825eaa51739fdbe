/** The browser, the server and the pages in which rows are played. */
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import { bundleScript, refreshLibrary } from '../build/library';
import { findBrowser } from '../common/browser/findBrowser';
import { type ModelFile, otherFile, smallFile } from './files';
import type { Answer, Task } from './page/page';
import { FaultServer } from './server';

/** What came of a call, also where the page did not live to say it. */
export type Outcome = Answer | { readonly kind: 'hang' | 'page closed' };

/** No start and its calls take longer, on a machine that is busy as well. */
const LIMIT_MS = 150_000;

/** A GPU process that dies often is otherwise not started again, and the page loses WebGPU. */
const ENDURING = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];

/** Canvases and bitmaps lie on the GPU, as they do on most people's machines, also where that is one in software. */
const DRAWING = ['--use-angle=swiftshader', '--ignore-gpu-blocklist', '--enable-gpu-rasterization'];

export class Stage {
  readonly server: FaultServer;
  readonly small: ModelFile;
  readonly other: ModelFile;
  readonly context: BrowserContext;
  readonly #browser: Browser;
  readonly #devtools: CDPSession;
  readonly #reached = new Map<Page, () => Promise<void>>();
  #home: Page | undefined;
  #paths = 0;
  #quota: CDPSession | undefined;

  private constructor(server: FaultServer, browser: Browser, context: BrowserContext, devtools: CDPSession) {
    this.server = server;
    this.#browser = browser;
    this.context = context;
    this.#devtools = devtools;
    this.small = smallFile();
    this.other = otherFile();
  }

  static async open(): Promise<Stage> {
    await refreshLibrary();
    const server = await FaultServer.start(await bundleScript('tools/testFaults/page/page.ts'));
    const { executablePath, args, env } = await findBrowser();
    const browser = await chromium.launch({
      executablePath,
      args: [...args, ...ENDURING, ...DRAWING],
      env,
      timeout: 120_000,
    });
    const context = await browser.newContext();
    const stage = new Stage(server, browser, context, await browser.newBrowserCDPSession());
    await context.exposeBinding('reached', ({ page }) => stage.#reached.get(page)?.());
    await context.exposeBinding('killGpu', () => stage.killGpu());
    return stage;
  }

  /** An address of a row's own, under which the server has a file. */
  newPath(): string {
    return `/${String(++this.#paths)}/model.safetensors`;
  }

  /** What a task that loads a file from an address is. */
  task(path: string, { config, inputSize }: ModelFile, more: Partial<Task> = {}): Task {
    return { weights: path, config, inputSize, ...more };
  }

  /** The page whose device has every program compiled. */
  async home(): Promise<Page> {
    return (this.#home ??= await this.openPage());
  }

  async openPage(): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(this.server.url);
    return page;
  }

  /** Does something when a page's storage tells that it has come to the operation of a fault. */
  whenReached(page: Page, act: () => Promise<void>): void {
    this.#reached.set(page, act);
  }

  /** Starts a classifier in a page, and makes its calls. */
  async start(page: Page, task: Task): Promise<Outcome[]> {
    const script = `import('/page.js').then((page) => page.start(${JSON.stringify(task)}))`;
    const answers = await inTime(page.evaluate<Answer[]>(script)).catch((error: unknown): Outcome[] => {
      if (page.isClosed()) return [{ kind: 'page closed' }];
      throw error;
    });
    if (answers) return answers;
    if (page === this.#home) await this.leaveHome();
    return Array.from({ length: task.calls ?? 1 }, () => ({ kind: 'hang' }));
  }

  /** The next row gets another home, with another device. */
  async leaveHome(): Promise<void> {
    const page = this.#home;
    this.#home = undefined;
    await page?.close();
  }

  /** Deletes all that the library keeps in this browser. */
  async clear(): Promise<void> {
    await (await this.home()).evaluate("import('/page.js').then((page) => page.clear())");
  }

  /**
   * Limits the bytes that the pages' origin may store; without a number the browser's own limit is back. Chromium goes by
   * the space that it has found before for half a minute, unless the data of the origin are cleared; and a limit lasts
   * as long as the session that has set it.
   */
  async setQuota(quotaSize?: number, { clears = false } = {}): Promise<void> {
    const devtools = (this.#quota ??= await this.context.newCDPSession(await this.home()));
    const { origin } = new URL(this.server.url);
    await devtools.send('Storage.overrideQuotaForOrigin', {
      origin,
      ...(quotaSize === undefined ? {} : { quotaSize }),
    });
    if (clears) await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    if (quotaSize !== undefined) return;
    this.#quota = undefined;
    await devtools.detach();
  }

  /** Kills the process that owns all devices of the browser. */
  async killGpu(): Promise<void> {
    await this.#devtools.send('Browser.crashGpuProcess').catch(() => undefined); // it dies while it answers
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.close();
  }
}

/** What a promise gives; undefined where it takes too long. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), LIMIT_MS)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined); // of a page that is closed later
  }
}
