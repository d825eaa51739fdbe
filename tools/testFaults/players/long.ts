/** The two long rows: a large download that breaks off, and thousands of classifications. */
import type { Page } from 'playwright';
import { holdAt } from '../faults';
import { largeFile } from '../files';
import { mega } from '../../common/mega';
import type { TroubleAt } from '../rows/row';
import type { Stage } from '../stage';
import type { Scene } from './scene';

/** Closes the page of a large download, and counts only what the next page fetches. */
export async function playLargeFile(stage: Stage, { share }: TroubleAt<'large file'>): Promise<Scene> {
  const file = largeFile();
  const path = stage.newPath();
  const page = await stage.openPage();
  const task = stage.task(path, file, { device: 'own' });
  stage.server.plan(path, { file, faults: [holdAt(share * file.bytes.length, () => settleAndClose(page))] });
  await stage.start(page, task);
  stage.server.heal(path, file);
  stage.server.takeCost();
  const outcomes = await stage.start(await stage.home(), stage.task(path, file));
  return { outcomes, path, mayBe: [file], hasAftermath: false };
}

/** What has arrived is on disk a moment later; a page that is closed at once would test the network's buffers. */
const SETTLE_MS = 3000;

async function settleAndClose(page: Page): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.close();
}

/** Growth that a soak may have: of JavaScript's heap after a collection, and of live bytes on the GPU. */
const HEAP_GROWTH = 500_000;

export async function playSoak(stage: Stage, { classifications }: TroubleAt<'soak'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  server.plan(path, { file: small, faults: [] });
  const page = await stage.openPage();
  const devtools = await stage.context.newCDPSession(page);
  const heapBytes = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize } = await devtools.send('Runtime.getHeapUsage');
    return usedSize + backingStorageSize;
  };
  const call = <T>(script: string): Promise<T> => page.evaluate<T>(`import('/page.js').then(({ soak }) => ${script})`);
  const complaints: string[] = [];
  await call<void>(`soak.open(${JSON.stringify(stage.task(path, small))})`);
  const warm = Math.ceil(classifications / 10);
  const bytesAfter = async (count: number): Promise<{ gpu: number; heap: number }> => ({
    gpu: await call<number>(`soak.classify(${String(count)})`),
    heap: await heapBytes(),
  });
  const atFirst = await bytesAfter(warm);
  const atLast = await bytesAfter(classifications - warm);
  const figures = [
    `heap ${mega(atFirst.heap)} to ${mega(atLast.heap)} MB`,
    `GPU ${mega(atFirst.gpu)} to ${mega(atLast.gpu)} MB`,
  ];
  if (atLast.heap - atFirst.heap > HEAP_GROWTH)
    complaints.push(`the heap grew from ${mega(atFirst.heap)} to ${mega(atLast.heap)} MB`);
  if (atLast.gpu > atFirst.gpu) complaints.push(`GPU memory grew from ${mega(atFirst.gpu)} to ${mega(atLast.gpu)} MB`);
  const outcomes = await stage.start(page, stage.task(path, small));
  await page.close();
  return { outcomes, path, mayBe: [small], complaints, figures, hasAftermath: false };
}
