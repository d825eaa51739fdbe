import { describe, expect, test } from 'vitest';
import { ConfigError, WeightsError } from './core/errors';
import type { Shape } from './core/tensor';
import { identify } from './identify';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { resolveConfig, type ResNeStConfig } from './model/config';
import { variantNamed } from './model/variants';
import { withOptions } from './settings';
import type { CheckpointFacts } from './weights/load';
import { manifestEntries } from './weights/manifest';

const ELSEWHERE = '0'.repeat(64);

/** What a checkpoint of a configuration tells; its tensors are never read here. */
function factsOf(config: ResNeStConfig, sha256 = ELSEWHERE): CheckpointFacts {
  const tensor = (shape: Shape) => ({ dtype: 'F32' as const, shape, read: () => new Float32Array() });
  const stateDict = new Map(parametersOf(buildResNeSt(config)).map(({ name, shape }) => [name, tensor(shape)]));
  return { stateDict, sha256, notes: [] };
}

const { config: resnest50 } = variantNamed('resnest50');
const { config: resnest269 } = variantNamed('resnest269');
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

describe('without a word from the caller', () => {
  test('a published architecture is known by its tensors, with its input, recipe and labels', () => {
    const model = identify(undefined, factsOf(resnest269));
    expect(model).toMatchObject({ name: 'resnest269', config: resnest269, inputSize: [416, 416] });
    expect(model.preprocessing).toEqual({ recipe: 'timm', interpolation: 'bicubic', cropPct: 0.928, ...IMAGENET });
    expect(model.labels[963]).toBe('pizza');
  });

  test('the very file of the manifest brings its own recipe, which shapes cannot tell', () => {
    const entry = manifestEntries.find(({ name }) => name === 'resnest50_fast_2s1x64d-44938639');
    const model = identify(undefined, factsOf(resnest50, '44938639' + 'f'.repeat(56)));
    expect(model.name).toBe('resnest50_fast_2s1x64d');
    expect(model.config.avdFirst).toBe(true);
    expect(model.preprocessing).toEqual(entry?.preprocessing);
  });

  test('a fine-tuned model keeps its number of classes and has no labels', () => {
    const model = identify(undefined, factsOf({ ...resnest50, numClasses: 4 }));
    expect(model).toMatchObject({ name: 'resnest50', config: { numClasses: 4 }, labels: [] });
  });

  test('a backbone has no classes', () => {
    expect(identify(undefined, factsOf({ ...resnest50, numClasses: 0 })).config.numClasses).toBe(0);
  });

  test("timm's config.json decides input, numbers and labels", () => {
    const labels = ['a', 'b', 'c', 'd'];
    const file = { model: 'resnest50_fast_2s1x64d', inputSize: [128, 128], labels } as const;
    const model = identify(undefined, factsOf({ ...resnest50, numClasses: 4 }), {
      ...file,
      preprocessing: { cropPct: 0.95, mean: [0.5, 0.5, 0.5] },
    });
    expect(model).toMatchObject({ name: file.model, inputSize: [128, 128], labels });
    expect(model.preprocessing).toEqual({
      ...{ recipe: 'timm', interpolation: 'bilinear', cropPct: 0.95 },
      ...{ mean: [0.5, 0.5, 0.5], std: IMAGENET.std },
    });
  });

  test('another file is a WeightsError', () => {
    const bert = { shape: [768], dtype: 'F32' as const, read: () => new Float32Array() };
    expect(() =>
      identify(undefined, { stateDict: new Map([['bert.bias', bert]]), sha256: ELSEWHERE, notes: [] }),
    ).toThrow(WeightsError);
  });
});

describe('the caller', () => {
  test('may name the variant', () => {
    expect(identify('resnest50_fast_2s1x64d', factsOf(resnest50)).config.avdFirst).toBe(true);
  });

  test('may say only what tensors cannot tell', () => {
    const { config } = identify({ dilated: true, rectifiedConv: true }, factsOf(resnest50));
    expect(config).toEqual({ ...resnest50, dilated: true, rectifiedConv: true });
  });

  test('may give a whole configuration, which is taken as it is', () => {
    const config = resolveConfig({ layers: [1, 1, 1, 1], numClasses: 3 });
    expect(identify(config, factsOf(resnest50)).config).toEqual(config);
  });
});

describe('options', () => {
  const model = identify(undefined, factsOf({ ...resnest50, numClasses: 4 }));

  test('lie over what the checkpoint wants', () => {
    const labels = ['a', 'b', 'c', 'd'];
    const options = { labels, inputSize: [32, 64], preprocessing: 'official-verify' } as const;
    expect(withOptions(model, options)).toMatchObject({
      labels,
      inputSize: [32, 64],
      preprocessing: { recipe: 'official-verify', interpolation: 'bicubic', ...IMAGENET },
    });
  });

  test('with labels of a wrong number are a ConfigError', () => {
    expect(() => withOptions(model, { labels: ['cat'] })).toThrow(ConfigError);
  });

  test("name timm's recipe for an official checkpoint and get the variant's numbers", () => {
    const official = identify(undefined, factsOf(resnest269, '0cc87c48' + 'f'.repeat(56)));
    expect(official.preprocessing.recipe).toBe('official-verify');
    expect(withOptions(official, { preprocessing: 'timm' }).preprocessing).toMatchObject({
      ...{ recipe: 'timm', interpolation: 'bicubic', cropPct: 0.928 },
    });
  });

  test("name timm's recipe without losing the model's numbers", () => {
    const large = identify(undefined, factsOf(resnest269));
    expect(withOptions(large, { preprocessing: 'timm' }).preprocessing).toEqual(large.preprocessing);
  });
});
