import { beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, WeightsError } from './core/errors';
import type { Shape } from './core/tensor';
import { askedOf, identify, type Identified, type Wish } from './identify';
import { parametersOf } from './model/parameters';
import { buildResNeSt } from './model/resnest';
import { resolveConfig, type ResNeStConfig } from './model/config';
import { variantNamed } from './model/variants';
import { readClassifierOptions } from './options';
import { withOptions } from './opening/overrides';
import type { CheckpointFacts } from './weights/checkpoint';
import { manifestEntries } from './weights/known/manifest';

const ELSEWHERE = '0'.repeat(64);

/** What a checkpoint of a configuration tells; its tensors are never read here. */
function factsOf(config: ResNeStConfig, sha256 = ELSEWHERE): CheckpointFacts {
  const tensor = (shape: Shape) => ({ dtype: 'F32' as const, shape, read: () => Promise.resolve(new Float32Array()) });
  const stateDict = new Map(parametersOf(buildResNeSt(config)).map(({ name, shape }) => [name, tensor(shape)]));
  return { stateDict, sha256, notes: [], beside: [] };
}

const { config: resnest50 } = variantNamed('resnest50');
const { config: resnest269 } = variantNamed('resnest269');
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

test('a wish has the key of earlier versions', () => {
  expect(askedOf({})).toBe('[null,null]');
  expect(askedOf({ model: 'resnest50' })).toBe('["resnest50",null]');
  expect(askedOf({ configFile: { num_classes: 3 } })).toBe('[null,{"num_classes":3}]');
  expect(askedOf({ model: { radix: 2 }, head: 'head.fc' })).toBe('[{"radix":2},null,"head.fc"]');
});

describe('without a word from the caller', () => {
  test('a published architecture is known by its tensors, with its input, recipe and labels', async () => {
    const model = await identify({}, factsOf(resnest269));
    expect(model).toMatchObject({ name: 'resnest269', config: resnest269, inputSize: [416, 416] });
    expect(model.preprocessing).toEqual({ recipe: 'timm', interpolation: 'bicubic', cropPct: 0.928, ...IMAGENET });
    expect(model.labels[963]).toBe('pizza');
  });

  test('the very file of the manifest brings its own recipe, which shapes cannot tell', async () => {
    const entry = manifestEntries.find(({ name }) => name === 'resnest50_fast_2s1x64d-44938639');
    const model = await identify({}, factsOf(resnest50, '44938639' + 'f'.repeat(56)));
    expect(model.name).toBe('resnest50_fast_2s1x64d');
    expect(model.config.avdFirst).toBe(true);
    expect(model.preprocessing).toEqual(entry?.preprocessing);
  });

  test('a published model that is asked for brings its own, though nothing tells its digest', async () => {
    const entry = manifestEntries.find(({ name }) => name === 'resnest50d_4s2x40d.in1k');
    const { config } = variantNamed('resnest50_fast_4s2x40d');
    const model = await identify({ model: 'resnest50d_4s2x40d.in1k' }, factsOf(config));
    expect(model).toMatchObject({ name: 'resnest50_fast_4s2x40d', published: entry?.name, config, assumed: [] });
    expect(model.preprocessing).toEqual(entry?.preprocessing);
    expect(model.labels[963]).toBe('pizza');
  });

  test('a published model has all its classes, so that a fine-tuned one is not taken for it', async () => {
    const asked = { model: 'resnest50d.in1k' };
    expect((await identify(asked, factsOf({ ...resnest50, numClasses: 4 }))).config.numClasses).toBe(1000);
  });

  test('the published model that a digest tells is named, and any other is not', async () => {
    expect((await identify({}, factsOf(resnest50, '528c19ca' + 'f'.repeat(56)))).published).toBe('resnest50-528c19ca');
    expect((await identify({ model: 'resnest50' }, factsOf(resnest50))).published).toBeUndefined();
  });

  test('a fine-tuned model keeps its number of classes and has no labels', async () => {
    const model = await identify({}, factsOf({ ...resnest50, numClasses: 4 }));
    expect(model).toMatchObject({ name: 'resnest50', config: { numClasses: 4 }, labels: [] });
  });

  test('a backbone has no classes', async () => {
    expect((await identify({}, factsOf({ ...resnest50, numClasses: 0 }))).config.numClasses).toBe(0);
  });

  test("timm's config.json decides input, numbers and labels", async () => {
    const labels = ['a', 'b', 'c', 'd'];
    const file = { model: 'resnest50_fast_2s1x64d', inputSize: [128, 128], labels } as const;
    const model = await identify({}, factsOf({ ...resnest50, numClasses: 4 }), {
      ...file,
      preprocessing: { cropPct: 0.95, mean: [0.5, 0.5, 0.5] },
    });
    expect(model).toMatchObject({ name: file.model, inputSize: [128, 128], labels });
    expect(model.preprocessing).toEqual({
      ...{ recipe: 'timm', interpolation: 'bilinear', cropPct: 0.95 },
      ...{ mean: [0.5, 0.5, 0.5], std: IMAGENET.std },
    });
  });

  test('another file is a WeightsError', async () => {
    const bert = { shape: [768], dtype: 'F32' as const, read: () => Promise.resolve(new Float32Array()) };
    await expect(
      identify({}, { stateDict: new Map([['bert.bias', bert]]), sha256: ELSEWHERE, notes: [], beside: [] }),
    ).rejects.toThrow(WeightsError);
  });
});

describe('the caller', () => {
  test('may name the variant', async () => {
    expect((await identify({ model: 'resnest50_fast_2s1x64d' }, factsOf(resnest50))).config.avdFirst).toBe(true);
  });

  test('may say only what tensors cannot tell', async () => {
    const { config } = await identify({ model: { dilated: true, rectifiedConv: true } }, factsOf(resnest50));
    expect(config).toEqual({ ...resnest50, dilated: true, rectifiedConv: true });
  });

  test('may give a whole configuration, which is taken as it is', async () => {
    const config = resolveConfig({ layers: [1, 1, 1, 1], numClasses: 3 });
    expect((await identify({ model: config }, factsOf(resnest50))).config).toEqual(config);
  });
});

describe('options', () => {
  let model: Identified;
  beforeAll(async () => {
    model = await identify({}, factsOf({ ...resnest50, numClasses: 4 }));
  });

  test('lie over what the checkpoint wants', () => {
    const labels = ['a', 'b', 'c', 'd'];
    const options = { labels, inputSize: [32, 64], preprocessing: 'official-verify' } as const;
    expect(withOptions(model, options)).toMatchObject({
      labels,
      inputSize: [32, 64],
      preprocessing: { recipe: 'official-verify', interpolation: 'bicubic', ...IMAGENET },
    });
  });

  test('with a head that is no name are a ConfigError', () => {
    for (const head of ['', 3 as unknown as string])
      expect(() => readClassifierOptions({ head })).toThrow(/^head must be the name/);
    expect(() => readClassifierOptions({ head: 'fc.1' })).not.toThrow();
  });

  test('a note on a config.json beside it that cannot be read is among the assumptions', async () => {
    const { assumed } = await identify({ model: 'resnest50' }, factsOf(resnest50), {
      notes: ['config.json was left out'],
    });
    expect(assumed).toEqual(['config.json was left out']);
  });

  test('with labels of a wrong number are a ConfigError', () => {
    expect(() => withOptions(model, { labels: ['cat'] })).toThrow(ConfigError);
  });

  test("name timm's recipe for an official checkpoint and get the variant's numbers", async () => {
    const official = await identify({}, factsOf(resnest269, '0cc87c48' + 'f'.repeat(56)));
    expect(official.preprocessing.recipe).toBe('official-verify');
    expect(withOptions(official, { preprocessing: 'timm' }).preprocessing).toMatchObject({
      ...{ recipe: 'timm', interpolation: 'bicubic', cropPct: 0.928 },
    });
  });

  test("name timm's recipe without losing the model's numbers", async () => {
    const large = await identify({}, factsOf(resnest269));
    expect(withOptions(large, { preprocessing: 'timm' }).preprocessing).toEqual(large.preprocessing);
  });
});

describe('assumed is a sentence for', () => {
  const custom = resolveConfig({ ...resnest50, layers: [1, 2, 1, 1], numClasses: 4 });
  const assumedOf = (config: ResNeStConfig, ...[asked, file]: [Wish['model']?, object?]): Promise<string> =>
    identify({ model: asked }, factsOf(config), file).then(({ assumed }) => assumed.join('; '));

  test.each([
    ['avd first, though the shapes are a published model', resnest50, /avdFirst off/],
    ['no avd', custom, /avd is on.*\{ avd: false \}/],
    ['avd with radix 0', resolveConfig({ ...custom, radix: 0, avd: false }), /avd is off; give model: \{ avd: true \}/],
    ['avd with a plain stem', resolveConfig({ ...custom, deepStem: false }), /avd is off/],
    ['avd with shortcuts that stride', resolveConfig({ ...custom, avgDown: false }), /avd is off/],
    ['dilation', custom, /dilation is 1; .*\{ dilation: 2 \}.*\{ dilation: 4 \}.*dialect: 'timm'/],
    ["the stem's strides, and rectified convolutions", custom, /stem strides as published.*rectified/],
    ['the pool', custom, /globalPool is avg; .*'max'/],
    ['the pool of a backbone', resolveConfig({ ...custom, numClasses: 0 }), /globalPool is avg/],
  ])('%s', async (_, config, sentence) => expect(await assumedOf(config)).toMatch(sentence));

  test.each([
    ['a variant that the caller names', resnest50, 'resnest50_fast_2s1x64d', {}],
    ['a whole configuration of the caller', custom, custom, {}],
    ['the keywords beside the file', custom, undefined, { config: custom }],
    ["timm's config.json", { ...resnest50, dialect: 'timm' }, undefined, { model: 'resnest50' }],
  ] as const)('nothing that %s tells', async (_, config, asked, file) =>
    expect(await assumedOf(config, asked, file)).toBe(''),
  );

  test('nothing of a file that the manifest knows', async () => {
    for (const entry of manifestEntries) {
      const digest = entry.sha256 ?? ('sha256Prefix' in entry ? entry.sha256Prefix : undefined);
      if (digest === undefined) continue;
      const facts = factsOf(variantNamed(entry.model).config, digest.padEnd(64, 'f'));
      expect((await identify({}, facts)).assumed).toEqual([]);
    }
  });

  test('no keyword that the caller told, and all others', async () => {
    const assumed = await assumedOf(custom, { avdFirst: true });
    expect(assumed).not.toMatch(/avd/);
    expect(assumed).toMatch(/dilation is 1/);
    expect(await assumedOf(custom, { globalPool: 'max' })).not.toMatch(/globalPool/);
  });

  test('what the weights path chose and left out', async () => {
    const notes = ['took the averaged weights under "ema."'];
    expect((await identify({ model: 'resnest50' }, { ...factsOf(resnest50), notes })).assumed).toEqual(notes);
  });

  test('and survives the cache as JSON', async () => {
    const model = await identify({}, factsOf(custom));
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});

describe('the encoder of a dilated decoder', () => {
  const { config } = variantNamed('resnest14d');
  const within = (asked: Wish['model'], ...beside: string[]): ReturnType<typeof identify> =>
    identify({ model: asked }, { ...factsOf({ ...config, numClasses: 0 }), beside });

  test.each([
    [
      "smp's DeepLabV3+",
      ['decoder.aspp.0.convs.0.0.weight', 'decoder.block1.0.weight'],
      { dilation: 2, dialect: 'timm' },
    ],
    ["smp's DeepLabV3+ in Lightning", ['model.decoder.aspp.0.convs.0.0.weight'], { dilation: 2, dialect: 'timm' }],
    ["smp's DeepLabV3", ['decoder.aspp.convs.0.0.weight', 'decoder.conv.weight'], { dilation: 4, dialect: 'timm' }],
    ["smp's older DeepLabV3", ['decoder.0.convs.0.0.weight', 'decoder.1.weight'], { dilation: 4, dialect: 'timm' }],
    ["PyTorch-Encoding's FCN", ['head.conv5.0.weight'], { dilated: true, dialect: 'official' }],
    ["PyTorch-Encoding's DeepLab", ['head.aspp.b0.0.weight'], { dilated: true, dialect: 'official' }],
  ] as const)('%s is dilated, which is an assumption', async (_, beside, expected) => {
    const model = await within(undefined, ...beside);
    expect(model).toMatchObject({ name: 'resnest14d', config: expected });
    expect(model.assumed[0]).toMatch(/^(dilation is [24] \(output stride|dilated is true)/);
    expect(model.assumed.join()).not.toMatch(/dilation is 1/);
  });

  test.each([
    ['a U-Net', ['decoder.blocks.0.conv1.0.weight']],
    ['a model with a jpu', ['head.conv5.0.weight', 'jpu.conv5.0.weight']],
    ['a ViT-like decoder', ['decoder.convs.0.weight']],
  ])('%s is not', async (_, beside) =>
    expect((await within(undefined, ...beside)).config).toMatchObject({ dilation: 1, dilated: false }),
  );

  test("is dilated too where the decoder's tensors stay in the model, as a head would take them", async () => {
    const facts = factsOf({ ...config, numClasses: 0 });
    const conv5 = { dtype: 'F32' as const, shape: [512, 2048, 3, 3], read: () => Promise.resolve(new Float32Array()) };
    const stateDict = new Map([...facts.stateDict, ['head.conv5.0.weight', conv5]]);
    expect((await identify({}, { ...facts, stateDict })).config).toMatchObject({ dilated: true, dialect: 'official' });
    const beside = ['jpu.conv5.0.weight'];
    expect((await identify({}, { ...facts, stateDict, beside })).config.dilated).toBe(false);
  });

  test('is what the caller says', async () => {
    const model = await within({ dilation: 4 }, 'decoder.aspp.0.convs.0.0.weight');
    expect(model.config).toMatchObject({ dilation: 4, dialect: 'timm' });
    expect(model.assumed.join()).not.toMatch(/dilation/);
  });
});

describe('heads and inputs', () => {
  const tensor = (shape: Shape) => ({ dtype: 'F32' as const, shape, read: () => Promise.resolve(new Float32Array()) });

  test('one of several is chosen, and the tensors of the others are left out', async () => {
    const facts = factsOf({ ...resnest50, numClasses: 0 });
    const stateDict = new Map([...facts.stateDict, ['a.weight', tensor([3, 2048])], ['b.weight', tensor([5, 2048])]]);
    const model = await identify({ head: 'b' }, { ...facts, stateDict });
    expect(model).toMatchObject({ config: { numClasses: 5 }, unused: ['a.weight'], head: { layers: [{ path: 'b' }] } });
    await expect(identify({}, { ...facts, stateDict })).rejects.toThrow(/2 heads \("a", "b"\)/);
  });

  test('classes that the caller wants otherwise are for the comparison with the model', async () => {
    const { config, head } = await identify({ model: { numClasses: 7 } }, factsOf({ ...resnest50, numClasses: 4 }));
    expect(config.numClasses).toBe(7);
    const layers = [{ type: 'linear', path: 'fc', outFeatures: 7, bias: true }];
    expect(head).toEqual({ kind: 'classifier', pool: { type: 'avg' }, layers });
  });

  test('grey photos have the mean of the numbers of colours', async () => {
    const { config, preprocessing } = await identify({}, factsOf({ ...resnest50, inChannels: 1 }));
    expect(config.inChannels).toBe(1);
    expect(preprocessing.mean).toEqual(Array(3).fill((0.485 + 0.456 + 0.406) / 3));
    expect(preprocessing.std).toEqual(Array(3).fill((0.229 + 0.224 + 0.225) / 3));
  });

  test('the channels of a named model are those of its tensors', async () => {
    expect((await identify({ model: 'resnest50' }, factsOf({ ...resnest50, inChannels: 4 }))).config.inChannels).toBe(
      4,
    );
  });
});
