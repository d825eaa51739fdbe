/** Devices that are lost while a model is loaded, and while calls run or wait. */
import type { TroubleAt } from '../rows/row';
import type { Stage } from '../stage';
import type { Scene } from './scene';

export async function playDevice(stage: Stage, { loss, calls, asksPictures }: TroubleAt<'device'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  server.plan(path, { file: small, faults: [] });
  if (loss.how === 'kill') await stage.leaveHome(); // its device would be lost as well
  const page = await stage.openPage();
  const task = stage.task(path, small, { device: 'own', loss, calls, ...(asksPictures ? { asksPictures } : {}) });
  const outcomes = await stage.start(page, task);
  await page.close();
  return { outcomes, path, mayBe: [small], hasAftermath: loss.how === 'destroy' };
}
