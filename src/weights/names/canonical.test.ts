import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../model/config';
import {
  expectedOf,
  foreign,
  namesOf,
  OF_BACKBONE,
  ORIGINAL,
  shapesOf,
  tensorOf,
} from '../../testing/checkpoints/foreignNames';
import { canonicalNames } from './canonical';

const plain = resolveConfig({ layers: [2, 1, 1, 1], radix: 0 });

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
