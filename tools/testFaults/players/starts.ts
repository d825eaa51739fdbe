/** Troubles of a single start: of its server, of its storage, of its space. */
import type { TroubleAt } from '../rows/row';
import type { Stage } from '../stage';
import type { Scene } from './scene';

/** Timers run so much faster where they are waited for: 30 seconds of silence are 5. */
const HASTE = 6;

export async function playServer(stage: Stage, trouble: TroubleAt<'server'>): Promise<Scene> {
  const { small, other, server } = stage;
  const { faults, further, changes, hasDigest, ignoresIfRange } = trouble;
  const path = stage.newPath();
  server.plan(path, {
    ...{ file: small, faults },
    ...(further ? { further } : {}),
    ...(changes ? { then: other } : {}),
    ...(ignoresIfRange ? { ignoresIfRange } : {}),
  });
  const task = stage.task(path, small, { haste: HASTE, ...(hasDigest ? { sha256: small.sha256 } : {}) });
  const outcomes = await stage.start(await stage.home(), task);
  return { outcomes, path, mayBe: changes ? [small, other] : [small], hasAftermath: true };
}

export async function playStorage(stage: Stage, { fault, isKept }: TroubleAt<'storage'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  server.plan(path, { file: small, faults: [] });
  const healthy = stage.task(path, small);
  if (isKept) await stage.start(await stage.home(), healthy);
  server.takeCost();
  const outcomes = await stage.start(await stage.home(), { ...healthy, storage: fault, haste: HASTE });
  if (fault.how === 'hang') await stage.leaveHome(); // its connection has stopped to wait for this database
  return { outcomes, path, mayBe: [small], hasAftermath: true };
}

export async function playQuota(stage: Stage, { share, fromPut, fits }: TroubleAt<'quota'>): Promise<Scene> {
  const { small, server } = stage;
  const path = stage.newPath();
  server.plan(path, { file: small, faults: [] });
  const home = await stage.home();
  const quota = Math.max(1, Math.round(share * small.bytes.length)); // Chromium takes 0 for no limit
  stage.whenReached(home, () => stage.setQuota(quota));
  if (fromPut === undefined) await stage.setQuota(quota, { clears: true });
  const put = { operation: 'put', how: 'tell', nth: fromPut ?? 1, isLasting: false } as const;
  const storage = fromPut === undefined ? {} : { storage: put };
  const outcomes = await stage.start(home, stage.task(path, small, storage));
  const complaints: string[] = [];
  if (fits) {
    const again = await stage.start(home, stage.task(path, small));
    outcomes.push(...again);
    if (!again.every((each) => each.kind === 'logits' && each.fromCache)) complaints.push('not kept');
  }
  await stage.setQuota();
  return { outcomes, path, mayBe: [small], hasAftermath: true, complaints };
}
