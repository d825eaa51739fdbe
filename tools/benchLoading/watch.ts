/** Starts the library in pages of one browser while JavaScript's memory is sampled from outside. */
import { type Browser, type BrowserContext, chromium } from 'playwright';
import { bundleScript, refreshLibrary } from '../build/library';
import { findBrowser } from '../common/browser/findBrowser';
import { dist } from '../common/project';
import { type Content, serve } from '../common/server';
import { BEGAN, ENDED, type Start, type Task } from './startPage';

export interface Watched extends Start {
  /** Bytes of objects and of ArrayBuffers before the start: of the page, the library's code and the input. */
  readonly baseBytes: number;
  /** The most of them that was seen between the tasks of the page, garbage that is not yet collected included. */
  readonly peakBytes: number;
  /** Likewise, of ArrayBuffers alone: the rest is V8's heap, much of it garbage of the shaders' linking. */
  readonly peakBufferBytes: number;
  /** What the longest tasks of the page's thread took of it. */
  readonly longestTasksMs: readonly number[];
  /** What all of its tasks took together. */
  readonly threadMs: number;
}

const SAMPLE_MS = 5;

/** A cold start and a warm one. */
export async function watchStarts(checkpoint: Iterable<Uint8Array>, task: Omit<Task, 'weights'>): Promise<Watched[]> {
  await refreshLibrary();
  const server = await serve(
    new Map<string, Content>([
      ['/page.js', [new TextEncoder().encode(await bundleScript('tools/benchLoading/startPage.ts'))]],
      ['/checkpoint', checkpoint],
      ['/', { folder: dist }],
    ]),
  );
  const { executablePath, args, env } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const context = await browser.newContext();
    const starts: Watched[] = [];
    for (let i = 0; i < 2; i++)
      starts.push(await watchStart(browser, context, server.url, { ...task, weights: '/checkpoint' }));
    return starts;
  } finally {
    await browser.close();
    await server.close();
  }
}

async function watchStart(browser: Browser, context: BrowserContext, url: string, task: Task): Promise<Watched> {
  const tasks = await watchTasks(browser);
  const page = await context.newPage();
  await page.goto(url);
  const devtools = await context.newCDPSession(page);
  const held = async (): Promise<{ readonly bytes: number; readonly bufferBytes: number }> => {
    const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
    return { bytes: usedSize + backingStorageSize, bufferBytes: backingStorageSize };
  };
  // Strings, because Vite would rewrite an import() in a function.
  const call = `(async () => { const page = await import('/page.js'), task = ${JSON.stringify(task)};`;
  await page.evaluate(`${call} globalThis.ready = await page.prepare(task); })()`);
  await devtools.send('HeapProfiler.collectGarbage');
  const { bytes: baseBytes } = await held();
  let isRunning = true;
  const starting = page
    .evaluate<Start>(`${call} return page.start(globalThis.ready, task); })()`)
    .finally(() => (isRunning = false));
  let [peakBytes, peakBufferBytes] = [0, 0];
  while (isRunning) {
    const { bytes, bufferBytes } = await held();
    peakBytes = Math.max(peakBytes, bytes);
    peakBufferBytes = Math.max(peakBufferBytes, bufferBytes);
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  const start = await starting;
  await page.close();
  return { ...start, baseBytes, peakBytes, peakBufferBytes, ...(await tasks.end()) };
}

/** The fields of a trace event that are read here; times are microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Time that the thread ran, without that in which others had the processor. */
  readonly tdur?: number;
}

const LONGEST = 3;

/** Watches the tasks of pages' threads: in time of the thread, since a GPU that is a CPU takes turns with it. */
async function watchTasks(browser: Browser): Promise<{ end(): Promise<Pick<Watched, 'longestTasksMs' | 'threadMs'>> }> {
  const devtools = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await devtools.send('Tracing.start', {
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing', '__metadata'] },
  });
  return {
    async end() {
      const complete = new Promise((resolve) => devtools.once('Tracing.tracingComplete', resolve));
      await devtools.send('Tracing.end');
      await complete;
      await devtools.detach();
      const [began, ended] = [BEGAN, ENDED].map((mark) => events.find(({ name }) => name === mark));
      if (!began || !ended) throw new Error('the trace of the page has no marks');
      const tasks = events.filter(
        ({ pid, tid, ts }) => pid === began.pid && tid === began.tid && ts > began.ts && ts < ended.ts,
      );
      const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
      return {
        longestTasksMs: times.toSorted((a, b) => b - a).slice(0, LONGEST),
        threadMs: times.reduce((sum, time) => sum + time, 0),
      };
    },
  };
}
