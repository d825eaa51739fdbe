import { describe, expect, test } from 'vitest';
import { type Graph, GraphBuilder, type Module, type Value } from '../../../model/graph';
import type { FusedStep } from '../steps';
import { fuse } from './fuse';

const C = 8;
const MODULES: Readonly<Record<string, Module>> = {
  conv: {
    ...{ type: 'Conv2d', inChannels: C, outChannels: C, kernelSize: 3, stride: 1, padding: 1, dilation: 1 },
    ...{ groups: 1, rectify: 'none', bias: false },
  },
  linear: { type: 'Linear', inFeatures: C, outFeatures: C, bias: true },
  norm: { type: 'BatchNorm2d', numFeatures: C },
  relu: { type: 'ReLU' },
  pool: { type: 'globalAvgPool' },
};

/** A chain such as `pool norm linear`; each module is named by its word and its place. */
function chain(words: string): Graph {
  const b = new GraphBuilder(C);
  const last = words.split(' ').reduce((x: Value, word, i) => {
    const module = MODULES[word];
    if (!module) throw new Error(`no module ${word}`);
    return b.add(`${word}${i}`, module, [x], C);
  }, b.input);
  b.name('end', last);
  return b.finish('end');
}

/** Such as `conv0+norm1+relu`: the paths that a step's weight is made of, and its epilogue. */
const textOf = ({ name, op, weights }: FusedStep): string =>
  [
    weights[0]?.source.conv ?? name,
    ...weights.flatMap(({ source: { batchNorm, isNorm } }) => (batchNorm && !isNorm ? [batchNorm] : [])),
    ...(op.type === 'conv2d' && op.residual ? ['residual'] : []),
    ...(op.type === 'conv2d' && op.relu ? ['relu'] : []),
  ].join('+');

const stepsOf = (graph: Graph): string => fuse(graph).map(textOf).join(' ');

describe('every norm is computed once, in its place', () => {
  test.each([
    ['conv norm relu', 'conv0+norm1+relu'],
    ['pool norm linear', 'pool0 norm1 linear2'],
    ['pool norm norm linear', 'pool0 norm1 norm2 linear3'],
    ['pool norm norm norm', 'pool0 norm1 norm2 norm3'],
    ['norm norm relu', 'norm0 norm1+relu'],
    ['pool norm relu norm linear', 'pool0 norm1+relu norm3 linear4'],
    ['conv norm norm relu', 'conv0+norm1 norm2+relu'],
    ['conv norm norm norm', 'conv0+norm1 norm2 norm3'],
    ['linear norm norm linear norm', 'linear0+norm1 norm2 linear3+norm4'],
    ['conv relu norm norm', 'conv0+relu norm2 norm3'],
    ['conv norm relu norm relu', 'conv0+norm1+relu norm3+relu'],
  ])('%s', (words, steps) => expect(stepsOf(chain(words))).toBe(steps));

  test('where two read the convolution', () => {
    const b = new GraphBuilder(C);
    const conv = b.add('conv', MODULES.conv as Module, [b.input], C);
    const norm = b.add('norm', MODULES.norm as Module, [conv], C);
    const other = b.add('other', MODULES.norm as Module, [conv], C);
    b.add('linear', MODULES.linear as Module, [norm], C);
    b.name('end', other);
    expect(stepsOf(b.finish('end'))).toBe('conv norm other linear');
  });

  test('where two read the norm', () => {
    const b = new GraphBuilder(C);
    const conv = b.add('conv', MODULES.conv as Module, [b.input], C);
    const norm = b.add('norm', MODULES.norm as Module, [conv], C);
    b.add('one', MODULES.norm as Module, [norm], C);
    b.name('end', b.add('other', MODULES.norm as Module, [norm], C));
    expect(stepsOf(b.finish('end'))).toBe('conv+norm one other');
  });

  test('where a sum follows', () => {
    const b = new GraphBuilder(C);
    const norm = b.add('norm', MODULES.norm as Module, [b.input], C);
    const again = b.add('again', MODULES.norm as Module, [norm], C);
    const sum = b.add('sum', { type: 'Add' }, [again, b.input], C);
    b.name('end', b.add('relu', MODULES.relu as Module, [sum], C));
    expect(stepsOf(b.finish('end'))).toBe('norm again+residual+relu');
  });
});
