/** How much memory a page takes, without garbage. */
import type { CDPSession, Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';

/** In bytes. */
export interface Memory {
  /** Objects of the page's JavaScript. */
  readonly objects: number;
  /** Its ArrayBuffers. */
  readonly buffers: number;
  /** Objects and ArrayBuffers of its workers. */
  readonly workers: number;
  /** What the processes of the browser hold that lies in no file: those that draw pages, with all of the above. */
  readonly renderers: number;
  /** That of the graphics processor. */
  readonly gpu: number;
  /** That of the browser itself, with Blobs. */
  readonly browser: number;
}

/** Asks one thread of a page by the protocol of its developer tools. */
type Ask = (method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage') => Promise<unknown>;

/** What a page holds after a collection of all garbage, its workers' included. */
export async function memoryOf(page: Page): Promise<Memory> {
  const devtools = await page.context().newCDPSession(page);
  const workers = await workersOf(devtools);
  const [objects, buffers] = await heapOf((method) => devtools.send(method));
  const heaps = [];
  for (const worker of workers) heaps.push(await heapOf(worker));
  await devtools.detach();
  const inProcesses = await processesOf(page);
  return { objects, buffers, workers: heaps.flat().reduce((sum, bytes) => sum + bytes, 0), ...inProcesses };
}

interface HeapUsage {
  readonly usedSize: number;
  /** Of ArrayBuffers. */
  readonly backingStorageSize: number;
}

async function heapOf(ask: Ask): Promise<readonly [objects: number, buffers: number]> {
  // Twice: what the first one finalises, the second one frees.
  for (let i = 0; i < 2; i++) await ask('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = (await ask('Runtime.getHeapUsage')) as HeapUsage;
  return [usedSize, backingStorageSize];
}

/** Each worker of a page; Playwright has no session for them, so that messages to them go through the page's. */
async function workersOf(devtools: CDPSession): Promise<Ask[]> {
  const ids: string[] = [];
  const waiting = new Map<number, (result: unknown) => void>();
  devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') ids.push(sessionId);
  });
  devtools.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return ids.map(
    (sessionId) => (method) =>
      new Promise((resolve, reject) => {
        const id = waiting.size + 1;
        waiting.set(id, resolve);
        devtools
          .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
          .catch(reject);
      }),
  );
}

async function processesOf(page: Page): Promise<Pick<Memory, 'renderers' | 'gpu' | 'browser'>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser of its own');
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  const sum = async (type: string): Promise<number> => {
    const all = processInfo.filter((process) => process.type === type).map(({ id }) => anonymousBytes(id));
    return (await Promise.all(all)).reduce((total, bytes) => total + bytes, 0);
  };
  return { renderers: await sum('renderer'), gpu: await sum('GPU'), browser: await sum('browser') };
}

/** What a process holds that lies in no file, as Linux counts it. */
async function anonymousBytes(id: number): Promise<number> {
  const kilobytes = /^Anonymous:\s+(\d+) kB$/m.exec(await readFile(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`/proc/${id}/smaps_rollup does not tell of anonymous memory`);
  return Number(kilobytes) * 1024;
}
