/**
 * Checkpoints whose tensors other projects have named: no values, but shapes by which each can be told from the others.
 */
import { type ResNeStConfig, resolveConfig } from '../../model/config';
import { parametersOf } from '../../model/parameters';
import { buildResNeSt } from '../../model/resnest';
import type { StateDict, StoredTensor } from '../../weights/stateDict';

export const tensorOf = (shape: readonly number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  read: () => Promise.resolve(new Float32Array(0)),
});

const config = resolveConfig({ layers: [2, 1, 1, 1], radix: 2, deepStem: true, stemWidth: 32, avgDown: true });
export const namesOf = (architecture: ResNeStConfig): string[] =>
  parametersOf(buildResNeSt(architecture)).map(({ name }) => name);

// A tensor of each name, with the canonical name's number as its shape, so that each can be told from the others.
export const ORIGINAL = namesOf(config);
export const OF_BACKBONE = ORIGINAL.filter((name) => !name.startsWith('fc.'));

/** A checkpoint in which `rename` has named the tensors of `names`, beside others. */
export function foreign(
  names: readonly string[],
  rename: (name: string) => string,
  beside: readonly string[] = [],
): StateDict {
  const tensors = names.map((name, i) => [rename(name), tensorOf([i + 1])] as const);
  return new Map([...tensors, ...beside.map((name) => [name, tensorOf([0])] as const)]);
}

/** Names and shapes as they should come out. */
export const shapesOf = (stateDict: StateDict): [string, readonly number[]][] =>
  [...stateDict].map(([name, { shape }]) => [name, shape]);
export const expectedOf = (names: readonly string[]): [string, readonly number[]][] =>
  names.map((name, i) => [name, [i + 1]]);
