/**
 * A contest on a real GPU whose candidates fail on purpose.
 */
import { expect, test, vi } from 'vitest';
import { GpuMemoryError } from '../../core/errors';
import { need, needAt } from '../../core/need';
import { pipelinesOf } from '../../gpu/pipelines';
import { methodsFor } from '../../kernels/choosing/methods';
import { resolveConfig } from '../../model/config';
import type { Outputs } from '../../model/graph';
import { buildResNeSt } from '../../model/resnest';
import { rightValuesOf } from '../../ops/check';
import { acquireDevice } from '../../gpu/device';
import { someDevice, testGpu } from '../../testing/device';
import type { Place } from '../run/place';
import type { Turns } from '../run/turns/turns';
import { Contest } from './contest';
import { Decisions } from './decisions';
import { distinctStepsOf } from './distinctSteps';
import { Stopwatch } from './stopwatch';
import { Workbench } from './proof/workbench';

const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], groups: 2, bottleneckWidth: 16, radix: 0 }));

test('a method that the last candidate has shown to be wrong does not win, even where that one has no memory', async () => {
  const gpu = await testGpu();
  const place: Place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target: gpu.target };
  const steps = distinctStepsOf(graph, [1, 3, 48, 48], place.target);
  const open = steps.flatMap((distinct) => {
    const [first, second] = methodsFor(distinct.step.op, distinct.shapes, place.target);
    return first && second && !distinct.pool ? [{ distinct, candidates: [first, second] }] : [];
  });
  const { distinct, candidates } = needAt(open, 0, 'step of two methods');
  const bench = new Workbench(place, distinct);
  const known = new Set(rightValuesOf(distinct.step.op, bench.operands).some.map(({ index }) => index));
  bench.destroy();

  // A candidate takes three turns: it is opened, runs, and is timed.
  let turn = 0;
  const take = async <T>(piece: (signal: AbortSignal | undefined) => Promise<T>): Promise<T> => {
    turn++;
    if (turn === 6) throw new GpuMemoryError('out-of-memory', 'no memory to time the second');
    const result = await piece(undefined);
    if (turn === 2) {
      const { data } = need(result as unknown as Outputs, 'step', 'output');
      const unknown = data.findIndex((_, index) => !known.has(index));
      data[unknown] = (data[unknown] ?? NaN) + 1000;
    }
    return result;
  };
  const turns: Turns = { aside: (piece) => piece(), take };
  const decisions = new Decisions();
  const watch = new Stopwatch(gpu);
  const contest = new Contest(place, distinct, watch, turns, decisions);
  const best = await contest.best(candidates, () => true);
  watch.destroy();
  expect(turn).toBe(6);
  expect(candidates.map((method) => decisions.isQuarantined(distinct.key, method))).toEqual([true, false]);
  expect(best).toBeUndefined();
});

test('a device that falls silent and is lost while known operands come to it is an error', async () => {
  const device = await someDevice();
  const gpu = await acquireDevice(device);
  const place: Place = { gpu, pipelines: pipelinesOf(device), storage: 'f32', target: gpu.target };
  const distinct = needAt(distinctStepsOf(graph, [1, 3, 48, 48], place.target), 0, 'step');
  const [bench, other] = [new Workbench(place, distinct), new Workbench(place, distinct)];
  const prepared = await bench.prepare(distinct.method);
  const answer = device.popErrorScope.bind(device);
  let answers = 3; // whether there is room for the session
  device.popErrorScope = () => (answers-- > 0 ? answer() : new Promise(() => undefined));
  const waiting = [bench.open(prepared), other.prepare(distinct.method)];
  await vi.waitFor(() => expect(answers).toBeLessThanOrEqual(-6)); // the activations' and the weights'
  device.destroy();
  for (const work of waiting) await expect(work).rejects.toMatchObject({ code: 'destroyed' });
});
