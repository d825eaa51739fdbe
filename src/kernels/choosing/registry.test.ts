/**
 * The registry and the adapter tables, which name its kernels.
 */
import { expect, test } from 'vitest';
import type { StepShapes } from '../launch';
import { ADAPTER_CLASSES } from '../../gpu/adapterClass';
import type { Conv2d } from '../../ops/conv2d';
import { ADAPTER_TABLES } from '../adapters/adapterTables';
import { decompositionNamed, decompositions } from './decompositions';
import { kernels, shaderNamed, shaders } from './registry';

const tables = ADAPTER_CLASSES.map((adapter) => ADAPTER_TABLES[adapter]);

test('every kernel of a convolution stands in a row of some adapter, but for the fallback', () => {
  const inRows = new Set<string>(tables.flatMap(({ large, small }) => [...large, ...small]));
  const convolutions = kernels.filter(({ op }) => op === 'conv2d').map(({ name }) => name);
  expect(convolutions.filter((name) => !inRows.has(name))).toEqual(['conv2dPlain']);
  expect([...inRows].filter((name) => !convolutions.includes(name))).toEqual([]);
});

test('no row of an adapter whose barriers are dear has a kernel that waits at them', () => {
  const dear = tables.filter(({ barriers }) => barriers === 'dear');
  expect(dear.length).toBeGreaterThan(0);
  for (const { large, small, shared, splitK } of dear) {
    expect([...large, ...small].filter((name) => /Shared|SplitK/.test(name))).toEqual([]);
    expect([shared, splitK]).toEqual([undefined, undefined]);
  }
});

/** A convolution that every decomposition takes apart. */
const LARGE: Conv2d = {
  ...{ type: 'conv2d', outChannels: 128, kernelSize: 3, stride: 1, padding: 1, dilation: 1, groups: 1 },
  ...{ rectify: 'none', residual: false, relu: false },
};
const SHAPES: StepShapes = { input: [1, 128, 56, 56], output: [1, 128, 56, 56] };

test('every default of an adapter is a variant of a decomposition', () => {
  for (const { decomposition, variant } of tables.flatMap((table) => table.decompositions))
    expect(decompositionNamed(decomposition).variants(LARGE, SHAPES)).toContain(variant);
});

test('a chain has one derived weight and one bias', () => {
  for (const { name, variants, chain, variantName } of decompositions)
    for (const variant of variants(LARGE, SHAPES)) {
      const kinds = chain(LARGE, SHAPES, variant).map(({ kind }) => kind);
      const what = `${name} ${variantName(variant)}`;
      expect(kinds.filter((kind) => kind === 'derived').length, what).toBe(1);
      expect(kinds.filter((kind) => kind === 'biased').length, what).toBe(1);
    }
});

test('shaders have one name each, and those that derive weights are among them', () => {
  expect(new Set(shaders.map(({ name }) => name)).size).toBe(shaders.length);
  for (const { shaders: own } of decompositions)
    for (const { name, source } of own) expect(shaderNamed(name).source).toBe(source);
});
