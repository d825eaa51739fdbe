import { describe, expect, test } from 'vitest';
import { WeightsError } from '../../core/errors';
import { expectedOf, foreign, OF_BACKBONE, ORIGINAL, shapesOf, tensorOf } from '../../testing/checkpoints/foreignNames';
import type { StateDict } from '../stateDict';
import { canonicalNames } from './canonical';

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
    ['model.', 'swa_model.module.'],
    ['model.', 'averaged_model.'],
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
