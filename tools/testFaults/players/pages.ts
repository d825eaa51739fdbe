/** Pages that are closed in the middle of a load, and pages that load at the same time. */
import { healthy, holdAt } from '../faults';
import type { TroubleAt } from '../rows/row';
import type { Outcome, Stage } from '../stage';
import type { Scene } from './scene';

export async function playClosedPage(stage: Stage, { moment, times = 1 }: TroubleAt<'closed page'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  const complaints: string[] = [];
  for (let i = 0; i < times; i++) {
    const page = await stage.openPage();
    const close = (): Promise<void> => page.close();
    const fault = 'share' in moment ? holdAt(moment.share * small.bytes.length, close) : healthy;
    server.plan(path, { file: small, faults: [fault] });
    stage.whenReached(page, close);
    const storage = { operation: 'put', how: 'tell', nth: 'put' in moment ? moment.put : 1, isLasting: false } as const;
    const task = stage.task(path, small, { device: 'own', ...('put' in moment ? { storage } : {}) });
    const outcomes = await stage.start(page, task);
    if (outcomes.every(({ kind }) => kind !== 'page closed')) complaints.push('the moment did not come');
    await page.close();
  }
  // The call of a page that is gone has no outcome; whoever opens the page again must get one.
  server.heal(path, small);
  const outcomes = await stage.start(await stage.home(), stage.task(path, small));
  return { outcomes, path, mayBe: [small], complaints, hasAftermath: true };
}

export async function playTabs(stage: Stage, { tabs, faults = [], closesAt }: TroubleAt<'tabs'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  const pages = await Promise.all(Array.from({ length: tabs }, () => stage.openPage()));
  const [first] = pages;
  const closing = closesAt === undefined || !first ? [] : [holdAt(closesAt * small.bytes.length, () => first.close())];
  server.plan(path, { file: small, faults: [...closing, ...faults] });
  const starts = pages.map(async (page, i) => {
    if (closesAt !== undefined && i > 0) await first?.waitForTimeout(200).catch(() => undefined); // the first is to lead
    return stage.start(page, stage.task(path, small, { device: 'own' }));
  });
  const outcomes: Outcome[] = (await Promise.all(starts)).flat().filter(({ kind }) => kind !== 'page closed');
  await Promise.all(pages.map((page) => page.close()));
  return { outcomes, path, mayBe: [small], hasAftermath: true };
}
