/**
 * A contest whose device is lost before a candidate has done any work.
 */
import { expect, test } from 'vitest';
import { needAt } from '../../core/need';
import { DeviceLoss } from '../../gpu/loss';
import { methodsFor } from '../../kernels/choosing/methods';
import { PORTABLE } from '../../kernels/launch';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import type { Place } from '../run/place';
import type { Turns } from '../run/turns/turns';
import { Contest } from './contest';
import { Decisions } from './decisions';
import { distinctStepsOf } from './distinctSteps';
import type { Stopwatch } from './stopwatch';

const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], groups: 2, bottleneckWidth: 16, radix: 0 }));

test.each([
  ['unknown', true],
  ['destroyed', false],
] as const)('the candidate of a loss with the reason %s is in quarantine: %s', async (reason, isQuarantined) => {
  const place = { storage: 'f32', target: PORTABLE } as Place;
  const steps = distinctStepsOf(graph, [1, 3, 48, 48], PORTABLE);
  const distinct = needAt(steps, 0, 'step');
  const candidates = methodsFor(distinct.step.op, distinct.shapes, PORTABLE);
  const loss = new DeviceLoss({ reason, message: '' });
  const lose = (): Promise<never> => Promise.reject(loss);
  const turns: Turns = { aside: lose, take: lose };
  const decisions = new Decisions();
  const contest = new Contest(place, distinct, {} as Stopwatch, turns, decisions);
  await expect(contest.best(candidates, () => true)).rejects.toBe(loss);
  const first = needAt(candidates, 0, 'method');
  expect(decisions.isQuarantined(distinct.key, first)).toBe(isQuarantined);
});
