/**
 * What lies beside the backbone in a state dict, as blocks of layers: a Sequential is one block, any other module another.
 */
import { needAt } from '../../../core/need';
import type { Shape } from '../../../core/tensor';
import { OF_BACKBONE } from '../../backbone/features';
import type { HeadTensors } from '../head';

/** A module with parameters; a batch norm gives as many features as it reads. */
export interface Part {
  readonly type: 'linear' | 'batchNorm';
  readonly path: string;
  readonly reads: number;
  readonly gives: number;
  readonly bias: boolean;
}

/** Parts of which each reads what the one before gives. */
export interface Block {
  readonly name: string;
  readonly parts: readonly [Part, ...Part[]];
}

export const readsOf = ({ parts: [first] }: Block): number => first.reads;
export const givesOf = ({ parts }: Block): number => needAt(parts, parts.length - 1, 'part of a block').gives;
export const hasLinear = ({ parts }: Block): boolean => parts.some(({ type }) => type === 'linear');

/** The linear layers and batch norms beside the backbone; of other modules the comparison with the model complains. */
export function blocksBeside(tensors: HeadTensors): Block[] {
  const modules = new Map<string, Map<string, Shape>>();
  for (const [name, { shape }] of tensors) {
    const dot = name.lastIndexOf('.');
    const [path, word] = [name.slice(0, dot), name.slice(dot + 1)];
    if (dot < 1 || OF_BACKBONE.test(name) || word === 'num_batches_tracked') continue;
    modules.set(path, (modules.get(path) ?? new Map<string, Shape>()).set(word, shape));
  }
  const bySequential = new Map<string, Part[]>();
  for (const [path, words] of modules) {
    const part = partOf(path, words);
    if (part) bySequential.set(rootOf(path), [...(bySequential.get(rootOf(path)) ?? []), part]);
  }
  return [...bySequential].flatMap(([root, parts]) => blocksOf(root, parts));
}

const LINEAR = ['weight', 'weight,bias', 'bias,weight'];
const NORM = ['weight', 'bias', 'running_mean', 'running_var'];

function partOf(path: string, words: ReadonlyMap<string, Shape>): Part | undefined {
  const [gives = 0, reads, ...rest] = words.get('weight') ?? [];
  const isVector = (word: string): boolean => String(words.get(word)) === String(gives);
  const bias = words.has('bias');
  if (reads === undefined)
    return words.size === NORM.length && NORM.every(isVector)
      ? { type: 'batchNorm', path, reads: gives, gives, bias }
      : undefined;
  const isLinear = rest.length === 0 && LINEAR.includes([...words.keys()].join()) && (!bias || isVector('bias'));
  return isLinear ? { type: 'linear', path, reads, gives, bias } : undefined;
}

/** `fc` of `fc.0.1`: the Sequential around the outermost of the numbers at the end. */
const rootOf = (path: string): string => path.replace(/(^|\.)\d+(\.\d+)*$/, '');

/** The numbers at the end of a path. */
export const placeOf = (path: string): readonly number[] =>
  path
    .slice(rootOf(path).length)
    .split('.')
    .filter((word) => word !== '')
    .map(Number);

function byPlace(a: Part, b: Part): number {
  const [one, other] = [placeOf(a.path), placeOf(b.path)];
  const at = one.findIndex((index, i) => index !== other[i]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? 0);
}

/** One block where each part reads what the one before gives; else it is a list of modules, each by itself. */
function blocksOf(root: string, given: readonly Part[]): Block[] {
  const parts = [...given].sort(byPlace);
  const [first, ...rest] = parts;
  if (!first) return [];
  if (parts.every((part, i) => i === 0 || part.reads === parts[i - 1]?.gives))
    return [{ name: root || (parts.findLast(({ type }) => type === 'linear') ?? first).path, parts: [first, ...rest] }];
  const depth = root === '' ? 1 : root.split('.').length + 1;
  const inner = new Map<string, Part[]>();
  for (const part of parts) {
    const path = part.path.split('.').slice(0, depth).join('.');
    inner.set(path, [...(inner.get(path) ?? []), part]);
  }
  return [...inner].flatMap(([path, its]) => blocksOf(path, its));
}
