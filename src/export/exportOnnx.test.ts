/**
 * Exported files run in ONNX Runtime, against the original PyTorch code in float64.
 */
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import type { HostTensor, Shape4 } from '../core/tensor';
import type { Parameter } from '../core/weights';
import type { ResNeStConfig } from '../model/config';
import { configFromKeywords } from '../model/config/keywords';
import type { Graph } from '../model/graph';
import { NO_CLASSIFIER } from '../model/heads/classifier/config';
import { detectHead } from '../model/heads/heads';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { variantNamed } from '../model/variants';
import { type Digest, digestError } from '../testing/digest';
import headGoldens from '../testing/goldens/heads.json';
import keywordGoldens from '../testing/goldens/keywords.json';
import modelGoldens from '../testing/goldens/logits.json';
import { everyNth } from '../testing/length';
import { relativeError } from '../testing/runModel';
import { seededInput, seededWeights } from '../testing/seeded';
import { stateDictOf } from '../weights/stateDict';
import { exportOnnx } from './exportOnnx';

env.wasm.numThreads = 1; // else its idle threads keep the test's process alive

interface Golden {
  readonly input: Shape4;
  readonly logits: readonly number[];
}
type ModelGolden = Golden & { readonly model: string };
type KeywordGolden = Golden & {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly features: { readonly embedding: Digest };
};

const models = (modelGoldens as unknown as readonly ModelGolden[]).filter(
  ({ model, input }) => model === 'resnest50_fast_4s2x40d' || (model === 'resnest26_2s1x32d' && input[2] === 96),
);
/** Those with operators that the models above do not have, or several images. */
const configurations = (keywordGoldens as unknown as readonly KeywordGolden[])
  .filter(
    ({ keywords, input }) =>
      keywords['rectified_conv'] || keywords['dialect'] || keywords['radix'] === 0 || input[0] > 1,
  )
  .map((golden) => ({ ...golden, name: `${JSON.stringify(golden.keywords)}, ${golden.input.join('x')}` }));

const timeout = 60_000;

/** A golden of the oracle's goldens/heads.py. */
type HeadGolden = Golden & {
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly parameters: readonly Parameter[];
  readonly p?: number;
};

/** What ONNX Runtime makes of the exported model on its seeded input. */
const run = (config: ResNeStConfig, input: Shape4): Promise<HostTensor> => {
  const graph = buildResNeSt(config);
  return runGraph(graph, seededWeights(parametersOf(graph)), input);
};

async function runGraph(graph: Graph, tensors: ReadonlyMap<string, HostTensor>, input: Shape4): Promise<HostTensor> {
  const weights = stateDictOf(tensors);
  const file = await exportOnnx(graph, weights, { name: 'seeded', inputSize: [input[2], input[3]] });
  const session = await InferenceSession.create(await new Blob(file as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  const outputs = await session.run({ input: new Tensor('float32', seededInput(input).data, input) });
  await session.release();
  const { dims, data } = outputs[graph.main] ?? {};
  return { shape: dims ?? [], data: data as Float32Array };
}

test.each(models)('$model at $input', { timeout }, async ({ model, input, logits }) => {
  const { shape, data } = await run(variantNamed(model).config, input);
  expect(shape).toEqual([input[0], logits.length / input[0]]);
  expect(relativeError(data, logits)).toBeLessThan(5e-6);
});

describe('keywords of the original', () => {
  test.each(everyNth(2, configurations))(
    '$name',
    { timeout },
    async ({ keywords, input, logits, features: { embedding } }) => {
      const { data } = await run(configFromKeywords(keywords), input);
      const error =
        logits.length > 0 ? relativeError(data, logits) : digestError({ shape: embedding.shape, data }, embedding);
      expect(error).toBeLessThan(5e-6);
    },
  );
});

describe('heads', () => {
  const heads = (headGoldens as unknown as readonly HeadGolden[]).map((golden, i) => ({ ...golden, i }));
  test.each(heads)('golden $i', { timeout }, async ({ keywords, parameters, p, input, logits }) => {
    const config = configFromKeywords(keywords);
    const backbone = parametersOf(buildResNeSt(config, NO_CLASSIFIER));
    const tensors = new Map([...seededWeights(backbone), ...seededWeights(parameters)]);
    if (p !== undefined) tensors.set('avgpool.p', { shape: [1], data: Float32Array.of(p) });
    const { head } = detectHead(stateDictOf(tensors), { globalPool: config.globalPool });
    const { shape, data } = await runGraph(buildResNeSt(config, head), tensors, input);
    expect(shape).toEqual([input[0], logits.length / input[0]]);
    expect(relativeError(data, logits)).toBeLessThan(5e-6);
  });
});

test('a checkpoint of another model is refused', async () => {
  const graph = buildResNeSt(variantNamed('resnest14d').config);
  const weights = stateDictOf(seededWeights(parametersOf(buildResNeSt(variantNamed('resnest26d').config))));
  await expect(exportOnnx(graph, weights, { name: 'resnest14d', inputSize: [64, 64] })).rejects.toThrow(
    /does not fit resnest14d/,
  );
});

test('an output that no node computes is a defect', async () => {
  const graph = buildResNeSt(configFromKeywords({ layers: [1, 1, 1, 1], radix: 0, bottleneck_width: 8 }));
  const stateDict = stateDictOf(seededWeights(parametersOf(graph)));
  const lacking = { ...graph, outputs: { ...graph.outputs, logits: 999 } };
  const writing = exportOnnx(lacking, stateDict, { name: 'x', inputSize: [32, 32] });
  await expect(writing).rejects.toThrow(/there is no value of node 999; this is a defect/);
});

test('a model that is for a map keeps its height and width', { timeout }, async () => {
  const graph = buildResNeSt(configFromKeywords({ layers: [1, 1, 1, 1], radix: 0, bottleneck_width: 8 }));
  const { shape } = await runGraph({ ...graph, main: 'layer3' }, seededWeights(parametersOf(graph)), [2, 3, 64, 48]);
  expect(shape).toEqual([2, 1024, 4, 3]);
});
