/**
 * The graphs against the original modules: counts, names and shapes of parameters of every named model.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import goldens from '../testing/goldens/models.json';
import { resolveConfig } from './config';
import type { Graph } from './graph';
import { parameterCount, parametersOf } from './parameters';
import { buildResNeSt } from './resnest';
import { variantNamed, variants } from './variants';

describe.each(goldens)('$name', ({ name, parameters, sha256 }) => {
  const graph = buildResNeSt(variantNamed(name).config);

  test('has as many parameters as the PyTorch module', () => expect(parameterCount(graph)).toBe(parameters));

  test('has the names and shapes of its state dict', () => {
    const lines = parametersOf(graph).map(({ name: path, shape }) => `${path} ${shape.join(',')}\n`);
    expect(createHash('sha256').update(lines.sort().join('')).digest('hex')).toBe(sha256);
  });
});

test('every named model has a golden', () => {
  expect(variants.map(({ name }) => name).sort()).toEqual(goldens.map(({ name }) => name).sort());
});

describe('the outputs that a graph names', () => {
  const graphOf = (config: Parameters<typeof resolveConfig>[0]): Graph => buildResNeSt(resolveConfig(config));
  const layers = [1, 2, 1, 1] as const;
  const blocks = ['layer1.0', 'layer2.0', 'layer2.1', 'layer3.0', 'layer4.0'];
  const backbone = ['layer1', 'layer2', 'layer3', 'layer4'];

  test.each([
    [0, []],
    [1, blocks.map((block) => `${block}.attention`)],
    [2, blocks.map((block) => `${block}.attention`)],
  ])('are layers, embedding and logits, and with radix %d of the blocks %j', (radix, attention) => {
    const { outputs, main } = graphOf({ layers, radix });
    expect(Object.keys(outputs).sort()).toEqual([...attention, ...backbone, 'embedding', 'logits'].sort());
    expect(main).toBe('logits');
  });

  test('have no logits without a classifier', () => {
    const { outputs, main } = graphOf({ layers, radix: 0, numClasses: 0 });
    expect(Object.keys(outputs)).toEqual([...backbone, 'embedding']);
    expect(main).toBe('embedding');
  });

  test('are the last nodes of their modules', () => {
    const graph = graphOf({ layers, radix: 2 });
    const paths = Object.entries(graph.outputs).map(([name, id]) => [name, graph.nodes[id - 1]?.name]);
    expect(Object.fromEntries(paths)).toMatchObject({
      'layer2.1.attention': 'layer2.1.conv2.rsoftmax',
      layer2: 'layer2.1.relu',
      embedding: 'avgpool',
      logits: 'fc',
    });
  });
});

describe('resnet.py where the published models do not go', () => {
  const names = (config: Parameters<typeof resolveConfig>[0]): string[] =>
    parametersOf(buildResNeSt(resolveConfig(config))).map(({ name }) => name);
  const layers = [1, 1, 1, 1] as const;

  test('radix 0 has a plain conv2 with bn2', () => {
    expect(names({ layers, radix: 0 })).toEqual(expect.arrayContaining(['layer1.0.conv2.weight', 'layer1.0.bn2.bias']));
  });

  test('a shallow stem is one 7x7 convolution of 64 channels', () => {
    const [first] = parametersOf(buildResNeSt(resolveConfig({ layers })));
    expect(first).toEqual({ name: 'conv1.weight', shape: [64, 3, 7, 7] });
  });

  test('without avg_down the shortcut convolution is number 0', () => {
    expect(names({ layers })).toContain('layer2.0.downsample.0.weight');
    expect(names({ layers, avgDown: true })).toContain('layer2.0.downsample.1.weight');
  });

  test.each([
    { dilated: true, dilation: 1, want: [1, 1, 1, 2] },
    { dilated: false, dilation: 4, want: [1, 1, 1, 2] },
    { dilated: false, dilation: 2, want: [1, 1, 1, 1] },
  ])('dilated $dilated, dilation $dilation: the first blocks have dilations $want', ({ dilated, dilation, want }) => {
    const { nodes } = buildResNeSt(resolveConfig({ layers, dilated, dilation }));
    const dilations = nodes.flatMap(({ name, module }) =>
      name.endsWith('.0.conv2.conv') && module.type === 'Conv2d' ? [module.dilation] : [],
    );
    expect(dilations).toEqual(want);
  });
});
