/**
 * What was tuned in IndexedDB.
 */
import { expect, test } from 'vitest';
import { pipelinesOf } from '../../gpu/pipelines';
import { resolveConfig } from '../../model/config';
import { buildResNeSt } from '../../model/resnest';
import { testGpu } from '../../testing/device';
import { openTuningStore, promisifyRequest } from '../../weights/cache/database';
import { Decisions } from './decisions';
import { browserName, loadDecisions, saveDecisions, tuneKey } from './store';
import type { Place } from '../run/place';

test('decisions come back, and only under their key', async () => {
  const decisions = new Decisions();
  const method = { decomposition: 'winograd', variant: 2 };
  decisions.choose('step', method);
  await saveDecisions('a', decisions);
  expect([...(await loadDecisions('a')).choices]).toEqual([['step', method]]);
  expect((await loadDecisions('b')).choices.size).toBe(0);
});

test('a record of somebody else is ignored', async () => {
  await openTuningStore()('readwrite', (records) => promisifyRequest(records.put({ foreign: true }, 'c')));
  expect((await loadDecisions('c')).choices.size).toBe(0);
});

test('whatever may make another method the fastest makes another key', async () => {
  const gpu = await testGpu();
  const place: Place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target: gpu.target };
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
  const known = { graph, input: [1, 3, 32, 32] } as const;
  const keys = await Promise.all([
    tuneKey(place, known),
    tuneKey({ ...place, storage: 'f16' }, known),
    tuneKey({ ...place, gpu: { ...gpu, adapter: 'other' } }, known),
    tuneKey({ ...place, target: { ...gpu.target, decompose: false } }, known),
    tuneKey(place, { ...known, input: [1, 3, 32, 64] }),
    tuneKey(place, { ...known, graph: buildResNeSt(resolveConfig({ layers: [1, 1, 1, 2] })) }),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(await tuneKey({ ...place }, { ...known })).toBe(keys[0]);
});

test.each([
  [
    {
      userAgent: 'Mozilla/5.0 Chrome/147.0.0.0',
      userAgentData: {
        brands: [
          { brand: 'Not.A/Brand', version: '8' },
          { brand: 'Google Chrome', version: '147' },
          { brand: 'Chromium', version: '147' },
        ],
        platform: 'Linux',
      },
    },
    'Chromium 147, Google Chrome 147, Linux',
  ],
  [
    { userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' },
    'Mozilla/5 (X11; Linux x86_64; rv:145) Gecko/20100101 Firefox/145',
  ],
])('%j is named by its major version', (facts, name) => expect(browserName(facts)).toBe(name));
