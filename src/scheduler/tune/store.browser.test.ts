/**
 * What was tuned in IndexedDB.
 */
import { expect, test } from 'vitest';
import { pipelinesOf } from '../../gpu/pipelines';
import { resolveConfig } from '../../model/config';
import type { Graph, Node } from '../../model/graph';
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
    tuneKey({ ...place, target: { ...gpu.target, precision: 'f16' } }, known),
    tuneKey(place, { ...known, input: [1, 3, 32, 64] }),
    tuneKey(place, { ...known, graph: buildResNeSt(resolveConfig({ layers: [1, 1, 1, 2] })) }),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(await tuneKey({ ...place }, { ...known })).toBe(keys[0]);
});

test('another output, a step that only it needs, and other names of modules leave the key as it is', async () => {
  const gpu = await testGpu();
  const place: Place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target: gpu.target };
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
  const keyOf = (other: Graph): Promise<string> => tuneKey(place, { graph: other, input: [1, 3, 32, 32] });
  const key = await keyOf(graph);
  expect(await keyOf({ ...graph, outputs: { ...graph.outputs, stem: 1 } })).toBe(key);
  expect(await keyOf({ ...graph, nodes: graph.nodes.map((node) => ({ ...node, name: `m.${node.name}` })) })).toBe(key);
  // The same nodes under other numbers, behind a step that the logits do not need.
  const shifted = (id: number): number => (id === 0 ? 0 : id + 1);
  const nodes = graph.nodes.map((node) => ({ ...node, id: shifted(node.id), inputs: node.inputs.map(shifted) }));
  const beside: Node = { id: 1, name: 'beside', module: { type: 'globalAvgPool' }, inputs: [0] };
  const outputs = Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, shifted(id)]));
  expect(await keyOf({ ...graph, nodes: [beside, ...nodes], outputs: { ...outputs, beside: 1 } })).toBe(key);
  // Another main output is another run.
  expect(await keyOf({ ...graph, main: 'embedding' })).not.toBe(key);
});

test('what is stored deletes records whose keys have an older form, and no others', async () => {
  const store = openTuningStore();
  const older = JSON.stringify(['adapter', 'browser', 'f32', { adapter: 'cpu', quads: true }, 'a', 'b']);
  const gpu = await testGpu();
  const place: Place = { gpu, pipelines: pipelinesOf(gpu.device), storage: 'f32', target: gpu.target };
  const graph = buildResNeSt(resolveConfig({ layers: [1, 1, 1, 1] }));
  const [one, other] = [
    await tuneKey(place, { graph, input: [1, 3, 32, 32] }),
    await tuneKey(place, { graph, input: [1, 3, 64, 64] }),
  ];
  await store('readwrite', (records) => promisifyRequest(records.put('{}', older)));
  await saveDecisions(one, new Decisions());
  await saveDecisions(other, new Decisions());
  const keys = await store('readonly', (records) => promisifyRequest(records.getAllKeys()));
  expect(keys).toEqual(expect.arrayContaining([one, other]));
  expect(keys).not.toContain(older);
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
