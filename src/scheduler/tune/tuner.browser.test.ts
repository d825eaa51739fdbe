/**
 * What a later visit makes of what an earlier one found out.
 */
import { expect, test } from 'vitest';
import type { Shape4 } from '../../core/tensor';
import { pipelinesOf } from '../../gpu/pipelines';
import { type Method, methodsFor } from '../../kernels/choosing/methods';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { Decisions } from './decisions';
import { distinctStepsOf } from './distinctSteps';
import { Tuner } from './tuner';
import { saveDecisions, tuneKey } from './store';
import type { Place } from '../run/place';

const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1], radix: 0, bottleneckWidth: 16, numClasses: 3 }));
const input: Shape4 = [1, 3, 64, 64];

test('choices are used, but for those that are no candidates; a default in quarantine is not', async () => {
  const gpu = await testGpu();
  const place: Place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target: gpu.target };
  const distinctSteps = distinctStepsOf(graph, input, gpu.target)
    .map(({ key, step, shapes }) => ({ key, methods: methodsFor(step.op, shapes, gpu.target) }))
    .filter(({ methods }) => methods.length > 1);
  const [chosen, foreign, barred] = distinctSteps;
  if (!chosen || !foreign || !barred) throw new Error('the model has too few steps to choose from');
  const last = chosen.methods.at(-1) as Method;
  const earlier = new Decisions();
  earlier.choose(chosen.key, last);
  earlier.choose(foreign.key, { kernel: 'conv2dDirect', tiling: { TILE_X: 77 } });
  earlier.quarantine(barred.key, barred.methods[0] as Method);
  await saveDecisions(await tuneKey(place, { graph, input }), earlier);

  const tuner = await Tuner.open(place, { graph, input });
  expect([...tuner.choices]).toEqual([
    [chosen.key, last],
    [barred.key, barred.methods[1]],
  ]);
  tuner.forget();
  expect(tuner.choices.size).toBe(0);
});
