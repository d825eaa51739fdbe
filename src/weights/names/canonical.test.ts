import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { resolveConfig } from '../../model/config';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import { canonicalNames } from './canonical';
import type { StateDict, StoredTensor } from '../stateDict';

const tensorOf = (shape: readonly number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  read: () => new Float32Array(0),
});

const config = resolveConfig({ layers: [2, 1, 1, 1], radix: 2, deepStem: true, stemWidth: 32, avgDown: true });
const plain = resolveConfig({ layers: [2, 1, 1, 1], radix: 0 });

const namesOf = (architecture: typeof config): string[] =>
  parametersOf(buildResNeSt(architecture)).map(({ name }) => name);

// A tensor of each name, with the canonical name's number as its shape, so that each can be told from the others.
const ORIGINAL = namesOf(config);
const OF_BACKBONE = ORIGINAL.filter((name) => !name.startsWith('fc.'));

/** A checkpoint in which `rename` has named the tensors of `names`, beside others. */
function foreign(
  names: readonly string[],
  rename: (name: string) => string,
  beside: readonly string[] = [],
): StateDict {
  const tensors = names.map((name, i) => [rename(name), tensorOf([i + 1])] as const);
  return new Map([...tensors, ...beside.map((name) => [name, tensorOf([0])] as const)]);
}

/** Names and shapes as they should come out. */
const shapesOf = (stateDict: StateDict): [string, readonly number[]][] =>
  [...stateDict].map(([name, { shape }]) => [name, shape]);
const expectedOf = (names: readonly string[]): [string, readonly number[]][] => names.map((name, i) => [name, [i + 1]]);

/** Applies the first rule that matches. */
const renaming =
  (rules: readonly (readonly [RegExp, string])[]) =>
  (name: string): string => {
    const rule = rules.find(([from]) => from.test(name));
    return rule ? name.replace(...rule) : name;
  };

describe('prefixes of the original layout', () => {
  test.each([
    ['', []],
    ['module.', []],
    ['model.', []],
    ['net.', []],
    ['_orig_mod.', []],
    ['module._orig_mod.', ['n_averaged']],
    ['model.module.', ['steps']],
    ['ema_model.module.', ['initted', 'step']],
    ['backbone.', ['neck.fpn_convs.0.conv.weight', 'bbox_head.fc_cls.weight', 'ema_backbone_bn1_weight']],
    ['encoder.', ['decoder.blocks.0.conv1.0.weight', 'segmentation_head.0.weight', 'classification_head.3.bias']],
    ['module.encoder.model.', ['module.decoder.blocks.0.conv1.0.weight']],
    ['pretrained.', ['head.conv5.0.weight', 'auxlayer.conv5.4.bias']],
    ['backbone.bottom_up.', ['backbone.fpn_lateral2.weight', 'roi_heads.box_head.fc1.weight', 'pixel_mean']],
    ['lightning_module.some_network.', []],
  ])('%j is taken off, and what is known beside it is dropped', (prefix, beside) => {
    const file = foreign(ORIGINAL, (name) => prefix + name, beside);
    const { stateDict, dropped, notes } = canonicalNames(file);
    expect(shapesOf(stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(dropped).toEqual(beside);
    for (const name of beside) expect(notes.join()).toContain(`"${name}"`);
    expect(stateDict.has('fc.weight')).toBe(true);
  });

  test('a wrapper in the middle of names is taken out', () => {
    const wrapped = (name: string): string => name.replace(/^(layer\d)\.(\d)\./, '$1._orig_mod.$2.module.');
    expect(shapesOf(canonicalNames(foreign(ORIGINAL, wrapped)).stateDict)).toEqual(expectedOf(ORIGINAL));
  });

  test('a plain stem is found too', () => {
    const names = namesOf(plain);
    expect(shapesOf(canonicalNames(foreign(names, (name) => `module.${name}`)).stateDict)).toEqual(expectedOf(names));
  });

  test('a file without a classifier is a backbone', () => {
    const { stateDict } = canonicalNames(foreign(OF_BACKBONE, (name) => `encoder.${name}`));
    expect(shapesOf(stateDict)).toEqual(expectedOf(OF_BACKBONE));
    expect(stateDict.has('fc.weight')).toBe(false);
  });

  test('a backbone that kept its own classifier beside a larger model has both', () => {
    const file = foreign(ORIGINAL, (name) => `backbone.${name}`);
    const both = new Map([...file, ['fc.weight', tensorOf([7, 2048])], ['fc.bias', tensorOf([7])]]);
    const { stateDict } = canonicalNames(both);
    const names = [...stateDict.keys()].filter((name) => name.includes('fc.') && !name.startsWith('layer'));
    expect(names).toEqual(['backbone.fc.weight', 'backbone.fc.bias', 'fc.weight', 'fc.bias']);
  });

  test.each([
    ['arc.weight', [7, 2048]],
    ['neck_of_mine.0.weight', [7, 4096]],
  ])('what reads the features stays beside the backbone, whatever its name: %s', (name, shape) => {
    const file = foreign(OF_BACKBONE, (own) => `backbone.${own}`);
    const { stateDict, dropped } = canonicalNames(new Map([...file, [name, tensorOf(shape)]]));
    expect([...stateDict.keys()]).toContain(name);
    expect(dropped).toEqual([]);
  });

  test('a classifier beside the backbone stays', () => {
    const beside = (name: string): string => (name.startsWith('fc.') ? name : `backbone.${name}`);
    expect(shapesOf(canonicalNames(foreign(ORIGINAL, beside)).stateDict)).toEqual(expectedOf(ORIGINAL));
  });

  test('what nobody knows stays where the network is, for the comparison with the model', () => {
    const unknown = ['model.layer1.0.extra.weight', 'model.scale'];
    const { stateDict, dropped } = canonicalNames(foreign(ORIGINAL, (name) => `model.${name}`, unknown));
    const others = [...stateDict.keys()].filter((name) => !ORIGINAL.includes(name));
    expect(others).toEqual(['layer1.0.extra.weight', 'scale']);
    expect(dropped).toEqual([]);
  });

  test('a checkpoint of something else keeps its names', () => {
    const names = ['module.embeddings.weight', 'module.layer1.0.conv1.weight'];
    expect([...canonicalNames(foreign(names, (name) => name)).stateDict.keys()]).toEqual(names);
  });
});

describe('other layouts', () => {
  // The mm projects leave out a shortcut's pool of stride 1, and count its convolution from 0.
  const firstShortcut = [
    [/^layer1\.0\.downsample\.1\./, 'backbone.layer1.0.downsample.0.'],
    [/^layer1\.0\.downsample\.2\./, 'backbone.layer1.0.downsample.1.'],
  ] as const;

  test('mmpretrain', () => {
    const rename = renaming([
      ...firstShortcut,
      [/^conv1\.0\./, 'backbone.stem.0.conv.'],
      [/^conv1\.1\./, 'backbone.stem.0.bn.'],
      [/^conv1\.3\./, 'backbone.stem.1.conv.'],
      [/^conv1\.4\./, 'backbone.stem.1.bn.'],
      [/^conv1\.6\./, 'backbone.stem.2.conv.'],
      [/^bn1\./, 'backbone.stem.2.bn.'],
      [/^fc\./, 'head.fc.'],
      [/^/, 'backbone.'],
    ]);
    expect(rename('layer2.0.downsample.1.weight')).toBe('backbone.layer2.0.downsample.1.weight');
    const { stateDict } = canonicalNames(foreign(ORIGINAL, rename));
    expect(shapesOf(stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(stateDict.has('fc.weight')).toBe(true);
    const inLightning = canonicalNames(foreign(ORIGINAL, (name) => `model.${rename(name)}`, ['criterion.weight']));
    expect(shapesOf(inLightning.stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(inLightning.dropped).toEqual(['criterion.weight']);
  });

  test('mmdetection and mmsegmentation', () => {
    const rename = renaming([
      ...firstShortcut,
      [/^conv1\./, 'backbone.stem.'],
      [/^bn1\./, 'backbone.stem.7.'],
      [/^/, 'backbone.'],
    ]);
    const beside = ['decode_head.conv_seg.weight', 'auxiliary_head.convs.0.conv.weight', 'rpn_head.rpn_cls.bias'];
    const { stateDict, dropped } = canonicalNames(foreign(OF_BACKBONE, rename, beside));
    expect(shapesOf(stateDict)).toEqual(expectedOf(OF_BACKBONE));
    expect(dropped).toEqual(beside);
  });

  test('where shortcuts stride, their first module is the convolution', () => {
    const names = namesOf(plain);
    expect(names).toContain('layer1.0.downsample.0.weight');
    expect(shapesOf(canonicalNames(foreign(names, (name) => `backbone.${name}`)).stateDict)).toEqual(expectedOf(names));
  });

  const DETECTRON = [
    [/^bn1\./, 'stem.conv1_3.norm.'],
    [/^conv1\.0\./, 'stem.conv1_1.'],
    [/^conv1\.1\./, 'stem.conv1_1.norm.'],
    [/^conv1\.3\./, 'stem.conv1_2.'],
    [/^conv1\.4\./, 'stem.conv1_2.norm.'],
    [/^conv1\.6\./, 'stem.conv1_3.'],
    [/^fc\./, 'linear.'],
  ] as const;
  const detectronBlock = (name: string): string =>
    name
      .replace(/^layer(\d)/, (_, layer: string) => `res${String(Number(layer) + 1)}`)
      .replace(/^(res\d\.\d+\.)bn(\d)\./, '$1conv$2.norm.');

  test.each(['', 'backbone.', 'backbone.bottom_up.'])('detectron2-ResNeSt under %j', (prefix) => {
    const stem = renaming(DETECTRON);
    const rename = (name: string): string =>
      prefix +
      detectronBlock(stem(name))
        .replace(/downsample\.1\./, 'shortcut.')
        .replace(/downsample\.2\./, 'shortcut.norm.');
    expect(rename('layer4.0.downsample.2.bias')).toBe(`${prefix}res5.0.shortcut.norm.bias`);
    expect(rename('layer1.1.conv2.bn0.weight')).toBe(`${prefix}res2.1.conv2.bn0.weight`);
    expect(shapesOf(canonicalNames(foreign(ORIGINAL, rename)).stateDict)).toEqual(expectedOf(ORIGINAL));
  });

  test('a plain network of detectron2', () => {
    const names = namesOf(plain).filter((name) => !name.startsWith('fc.'));
    const rename = (name: string): string =>
      detectronBlock(name.replace(/^bn1\./, 'stem.conv1.norm.').replace(/^conv1\./, 'stem.conv1.'))
        .replace(/downsample\.0\./, 'shortcut.')
        .replace(/downsample\.1\./, 'shortcut.norm.');
    expect(rename('layer1.0.bn2.weight')).toBe('res2.0.conv2.norm.weight');
    expect(shapesOf(canonicalNames(foreign(names, rename)).stateDict)).toEqual(expectedOf(names));
  });
});

describe('what lies beside', () => {
  const besideBackbone = (name: string): string => `backbone.${name}`;

  test.each<[string, string, readonly string[]]>([
    ['losses', 'model.', ['criterion.weight', 'criterion.pos_weight', 'loss_fn.0.weight', 'val_loss.weight']],
    ['metrics', 'model.', ['cm.confmat', 'train_acc.tp', 'valid_metrics.MulticlassF1.fn']],
    ['means', 'model.encoder.', ['mean', 'std']],
    ['counters', '', ['total_ops', 'total_params', 'layer1.0.conv1.total_ops', 'fc.total_params']],
    ['counters of a wrapped model', 'model.', ['total_ops', 'model.layer1.0.conv1.total_ops']],
    ['a detector', 'backbone.', ['encoder.layers.0.fc1.weight', 'decoder.norm.weight', 'query_embedding.weight']],
    ['a second branch', 'image_encoder.', ['text_encoder.embeddings.weight', 'logit_scale']],
    ['a branch within a model', 'net.backbone.', ['net.aux.0.weight', 'net.criterion.weight', 'queue']],
    ['a loss beside a plain state dict', '', ['criterion.weight', 'bce_loss.pos_weight', 'class_weights']],
    ['metrics beside a plain state dict', '', ['cm.confmat', 'val_f1.tp']],
    ['numbers in a plain state dict', '', ['epoch', 'loss', 'best_acc']],
  ])('%s: it is left out and named', (_, prefix, beside) => {
    const file = new Map([
      ...foreign(ORIGINAL, (name) => prefix + name),
      ...beside.map((name) => [name, tensorOf([])] as const),
    ]);
    const { stateDict, dropped, notes } = canonicalNames(file);
    expect(shapesOf(stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(dropped).toEqual(beside);
    expect(notes.length).toBeGreaterThan(0);
    expect(notes.join()).toMatch(/^left out /);
  });

  // In silence each of these would be another function.
  test.each<[string, string, string]>([
    ['a scale of the network itself', '', 'scale'],
    ['the mean that a network subtracts', '', 'mean'],
    ['a module that nobody knows', '', 'attention.weight'],
    ['a table named as a number is', '', 'loss'],
    ['a tensor within a block', 'model.', 'model.layer1.0.gate.weight'],
    ['a pool with a parameter', 'backbone.', 'pool.p'],
    ['a classifier beside the backbone', 'backbone.', 'head.weight'],
    ['a classifier of several layers', 'backbone.', 'classifier.1.weight'],
    ['a classifier beside a nested backbone', 'net.backbone.', 'net.last_linear.weight'],
  ])('%s stays', (_, prefix, name) => {
    const file = foreign(OF_BACKBONE, (own) => prefix + own, [name]);
    const { stateDict, dropped } = canonicalNames(file);
    expect(stateDict.size).toBe(OF_BACKBONE.length + 1);
    expect(dropped).toEqual([]);
  });

  test('what may stand between a backbone and its classifier stays', () => {
    const file = foreign(OF_BACKBONE, besideBackbone, [
      'neck.weight',
      'head.weight',
      'criterion.weight',
      'aux_head.weight',
    ]);
    const { stateDict, dropped } = canonicalNames(file);
    expect([...stateDict.keys()].slice(OF_BACKBONE.length)).toEqual(['neck.weight', 'head.weight']);
    expect(dropped).toEqual(['criterion.weight', 'aux_head.weight']);
  });

  test('many tensors are named by their modules', () => {
    const decoder = Array.from({ length: 12 }, (_, i) => `decoder.blocks.${i}.weight`);
    const { notes } = canonicalNames(foreign(ORIGINAL, (name) => `encoder.${name}`, [...decoder, 'mean', 'steps']));
    expect(notes).toEqual([
      'left out what lies beside the model: "decoder" (12 tensors), "mean"',
      'left out 1 counter: "steps"',
    ]);
  });
});

describe('tensors that cannot be read', () => {
  const read = (...names: string[]) =>
    canonicalNames(
      foreign(ORIGINAL, (name) => `model.${name}`),
      new Map(names.map((name) => [name, 'a sparse tensor'])),
    );

  test('are named where the model does not need them', () => {
    const { stateDict, notes } = read('mask', 'model.graph');
    expect(shapesOf(stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(notes).toEqual(['left out what cannot be read: "mask" (a sparse tensor), "model.graph" (a sparse tensor)']);
  });

  test.each(['model.layer1.0.conv1.weight', 'model.fc.weight', 'head.weight'])('%s is refused', (name) => {
    expect(() => read('mask', name)).toThrow(WeightsError);
    expect(() => read('mask', name)).toThrow(
      `a tensor of the model cannot be read ("${name}" is a sparse tensor); save plain tensors with torch.save(model.state_dict(), path)`,
    );
  });

  test('a network of which none can be read is known as one', () => {
    const all = new Map(ORIGINAL.map((name) => [name, 'a meta tensor']));
    expect(() => canonicalNames(new Map(), all)).toThrow(
      /^\d+ tensors of the model cannot be read \("conv1\.0\.weight" is a meta/,
    );
  });
});

describe('several networks', () => {
  const both = (one: string, other: string): StateDict =>
    new Map([...foreign(ORIGINAL, (name) => one + name), ...foreign(ORIGINAL, (name) => other + name)]);

  test.each([
    ['', 'ema.'],
    ['model.', 'model_ema.module.'],
    ['online_model.', 'ema_model.'],
    ['model.', 'shadow.'],
  ])('of %j and %j the averaged one is taken', (trained, averaged) => {
    const { stateDict, dropped, notes } = canonicalNames(both(trained, averaged));
    expect(shapesOf(stateDict)).toEqual(expectedOf(ORIGINAL));
    expect(dropped).toEqual(ORIGINAL.map((name) => trained + name));
    expect(notes).toEqual([
      expect.stringMatching(/^took the averaged weights under ".*", not those (under ".*"|at the top)$/),
    ]);
  });

  test('two that are equally good are refused', () => {
    const read = (): unknown => canonicalNames(both('encoder_q.', 'encoder_k.'));
    expect(read).toThrow(WeightsError);
    expect(read).toThrow(
      'the checkpoint holds 2 networks (under "encoder_q.", "encoder_k."); save the state_dict of one of them',
    );
  });

  test('two tensors of one name are refused', () => {
    const read = (): unknown => canonicalNames(both('', 'module.'));
    expect(read).toThrow(WeightsError);
    expect(read).toThrow(/^the tensors "conv1\.0\.weight" and "module\.conv1\.0\.weight" .* both "conv1\.0\.weight"/);
  });
});
