/**
 * Packed weights in onnxruntime-web, against the original PyTorch code in float64.
 */
import * as ort from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { Shape4 } from '../core/tensor';
import { STORAGES } from '../core/storage';
import { ADAPTER_CLASSES } from '../gpu/adapterClass';
import { configFromKeywords } from '../model/config/keywords';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { shapesOf } from '../model/shapes';
import { variants } from '../model/variants';
import { makePlan } from '../scheduler/plan/makePlan';
import { joined } from '../tasks/calls/outputs';
import { type Digest, digestError } from '../testing/digest';
import keywordGoldens from '../testing/goldens/keywords.json';
import { everyNth } from '../testing/length';
import { relativeError } from '../testing/runModel';
import { seededInput, seededWeights } from '../testing/seeded';
import { packAll } from '../weights/packing/packAll';
import { stateDictOf } from '../weights/stateDict';
import { HostWeights } from './hostWeights';
import type { Ort } from './runtime';
import { OrtSessions } from './sessions';

ort.env.wasm.numThreads = 1; // else its idle threads keep the test's process alive

interface Golden {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly input: Shape4;
  readonly logits: readonly number[];
  readonly features: Readonly<Record<string, Digest>>;
}

const goldens = (keywordGoldens as unknown as readonly Golden[])
  .filter(
    ({ keywords, input }) =>
      keywords['rectified_conv'] || keywords['dialect'] || keywords['radix'] === 0 || input[0] > 1,
  )
  .map((golden) => ({ ...golden, name: `${JSON.stringify(golden.keywords)}, ${golden.input.join('x')}` }));

describe('every output of keywords', () => {
  test.each(everyNth(2, goldens))('$name', { timeout: 60_000 }, async ({ keywords, input, logits, features }) => {
    const graph = buildResNeSt(configFromKeywords(keywords));
    const { weights: requests } = makePlan(graph, input, 'f32');
    const weights = new HostWeights();
    weights.expect(requests);
    for await (const packed of packAll(requests, stateDictOf(seededWeights(parametersOf(graph))))) weights.add(packed);
    const sessions = new OrtSessions(ort as unknown as Ort, { graph, name: 'seeded', weights });
    const [images, ...rest] = input;
    const { data } = seededInput(input);
    const size = data.length / images;
    const names = Object.keys(graph.outputs);
    const parts = [];
    for (let i = 0; i < images; i++)
      parts.push(await sessions.run(data.subarray(i * size, (i + 1) * size), [1, ...rest], names));
    await sessions.close();
    const outputs = joined(parts, names);
    for (const [name, node] of Object.entries(graph.outputs))
      expect(outputs.get(name)?.shape).toEqual(shapesOf(graph, input).get(node));
    for (const [name, digest] of Object.entries(features))
      expect(digestError({ ...digest, data: outputs.get(name)?.data ?? new Float32Array() }, digest)).toBeLessThan(
        5e-6,
      );
    if (logits.length > 0) expect(relativeError(outputs.get(graph.main)?.data ?? [], logits)).toBeLessThan(5e-6);
  });
});

test('a plan without a device asks for the weights that every device gets', () => {
  for (const { config } of variants.slice(0, 6)) {
    const graph = buildResNeSt(config);
    const input: Shape4 = [1, 3, 64, 64];
    for (const storage of STORAGES) {
      const { weights } = makePlan(graph, input, storage);
      for (const adapter of ADAPTER_CLASSES)
        for (const decompose of [true, false]) {
          const target = { adapter, quads: decompose, decompose };
          expect(makePlan(graph, input, storage, { target }).weights).toEqual(weights);
        }
    }
  }
});
