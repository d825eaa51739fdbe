/**
 * Reads a classifier off a checkpoint: which layers lead from the pooled features to the logits, and what lies between
 * them.
 */
import { ConfigError, WeightsError } from '../../../core/errors';
import { needAt } from '../../../core/need';
import { elementCount } from '../../../core/tensor';
import { MAP_CHANNELS } from '../../backbone/features';
import type { PoolName } from '../../pools';
import type { DetectedHead, HeadTensors, HeadWishes } from '../head';
import { activated } from './activations';
import type { ClassifierConfig } from './config';
import { type Block, blocksBeside, givesOf, hasLinear, type Part, readsOf } from './parts';
import { type Pool, pooledFeatures, poolNamed, USUAL_P } from './pool';

/**
 * The classifier of a checkpoint, without layers where there is only a backbone. Throws a ConfigError where a wish cannot be met or one of several heads must be chosen, a
 * WeightsError where no layer reads what the backbone gives.
 */
export function readClassifier(
  tensors: HeadTensors,
  { name, globalPool }: HeadWishes = {},
): DetectedHead<ClassifierConfig> {
  const found = blocksBeside(tensors);
  const blocks = found.filter((block) => givesOf(block) > 0); // PyTorch has a layer for no classes, too
  const heads = headsOf(blocks.filter(hasLinear), tensors.has('layer1.0.conv1.weight'));
  const chosen = chooseHead(heads, name);
  const parts = chosen
    ? withNorms(
        chosen.blocks,
        blocks.filter((block) => !hasLinear(block)),
      )
    : [];
  const pool = readPool(tensors, globalPool, parts[0]?.reads);
  const { layers, assumed } = activated(parts);
  const own = new Set(parts.map(({ path }) => path));
  const empty = found.filter((block) => !blocks.includes(block));
  const others = [...heads.flatMap((head) => head.blocks), ...empty].flatMap((block) => block.parts);
  const paths = new Set(others.map(({ path }) => path).filter((path) => !own.has(path)));
  return {
    head: { kind: 'classifier', pool: pool.pool, layers },
    assumed: [...pool.assumed, ...assumed],
    poolAssumed: pool.usual,
    unused: [...tensors.keys()].filter((tensor) => paths.has(tensor.slice(0, tensor.lastIndexOf('.')))),
  };
}

/** From the pooled features to logits. */
interface Route {
  readonly name: string;
  readonly blocks: readonly Block[];
}

const readsMaps = (block: Block): boolean => [MAP_CHANNELS, 2 * MAP_CHANNELS].includes(readsOf(block));

/** A head for each block that no other block reads. Throws a WeightsError where no block reads the pooled features. */
function headsOf(blocks: readonly Block[], isResNeSt: boolean): Route[] {
  const reads = (block: Block, from: Block): boolean =>
    block !== from && !readsMaps(block) && readsOf(block) === givesOf(from);
  const routeTo = (block: Block, later: readonly Block[] = []): Block[] | undefined => {
    if (readsMaps(block)) return [block];
    const [before, ...others] = blocks.filter((other) => reads(block, other) && !later.includes(other));
    const route = before && others.length === 0 ? routeTo(before, [block, ...later]) : undefined;
    return route && [...route, block];
  };
  const last = blocks.filter((block) => !blocks.some((other) => reads(other, block)));
  const routes = last.flatMap((block) => {
    const route = routeTo(block);
    return route ? [{ name: block.name, blocks: route }] : [];
  });
  const [stray] = blocks;
  if (stray && routes.length === 0 && isResNeSt)
    throw new WeightsError(
      'mismatch',
      `the layer "${stray.name}" reads ${readsOf(stray)} features, but a ResNeSt gives ${MAP_CHANNELS}, or ${2 * MAP_CHANNELS} of mean and maximum; use a checkpoint of a whole ResNeSt`,
    );
  return routes;
}

function chooseHead(heads: readonly Route[], name: string | undefined): Route | undefined {
  const names = heads.map((head) => `"${head.name}"`).join(', ');
  if (name === undefined) {
    const [only, ...others] = heads;
    if (others.length === 0) return only;
    throw new ConfigError(
      'head',
      `the checkpoint has ${heads.length} heads (${names}); choose one by its name, as \`head\``,
    );
  }
  const exact = heads.find((head) => head.name === name);
  const [inside, ...others] = heads.filter((head) => head.name.startsWith(`${name}.`));
  const chosen = exact ?? (others.length === 0 ? inside : undefined);
  if (!chosen) throw new ConfigError('head', `the checkpoint has no head "${name}"; it has ${names || 'none'}`);
  return chosen;
}

/** Batch norms that are modules of their own go where exactly one place has as many features. */
function withNorms(blocks: readonly Block[], norms: readonly Block[]): readonly Part[] {
  const chain = blocks.flatMap(({ parts }) => parts);
  const normAt = (features: number): readonly Part[] => {
    const ends = [readsOf(blocks[0] as Block), ...blocks.map(givesOf)].filter((end) => end === features);
    const [norm, ...others] = norms.filter((block) => readsOf(block) === features);
    return norm && others.length === 0 && ends.length === 1 ? norm.parts : [];
  };
  const ends = new Set(blocks.map(({ parts }) => parts.at(-1)));
  return [
    ...normAt(needAt(chain, 0, 'layer of a classifier').reads),
    ...chain.flatMap((part) => [part, ...(ends.has(part) ? normAt(part.gives) : [])]),
  ];
}

interface ReadPool {
  readonly pool: Pool;
  readonly assumed: readonly string[];
  readonly usual?: string;
}

/** `features` are those that the head reads first; undefined for a backbone alone. */
function readPool(tensors: HeadTensors, told: PoolName | undefined, features = MAP_CHANNELS): ReadPool {
  const gem = gemIn(tensors);
  const isCat = features > MAP_CHANNELS;
  // That maps are averaged is a default of configurations too: tensors that tell something else are believed.
  const wish = told === 'avg' ? undefined : told;
  const type = wish ?? (isCat ? 'catavgmax' : gem ? 'gem' : 'avg');
  if (pooledFeatures({ type }) !== features)
    throw new ConfigError(
      'keyword',
      `globalPool ${type} gives ${pooledFeatures({ type })} features, but the checkpoint's head reads ${features}; ${isCat ? 'give catavgmax or catmaxavg' : 'choose another'}`,
    );
  if (type === 'gem')
    return gem
      ? { pool: gem, assumed: [] }
      : { pool: poolNamed(type), assumed: [`the p of the generalised mean is ${USUAL_P}, since no tensor holds it`] };
  if (told === type) return { pool: poolNamed(type), assumed: [] };
  if (type === 'avg')
    return {
      ...{ pool: poolNamed(type), assumed: [] },
      usual:
        "globalPool is avg; give model: { globalPool: 'max' }, 'avgmax', or 'gem' with a fixed p, if it was trained so",
    };
  return {
    pool: poolNamed(type),
    assumed: [
      `globalPool is ${type}; give model: { globalPool: 'catmaxavg' } if the maximum comes first, as in fastai`,
    ],
  };
}

/** The p of a generalised mean is a parameter of one element. */
function gemIn(tensors: HeadTensors): Pool | undefined {
  const [found, ...others] = [...tensors].filter(
    ([name, { shape }]) => /^(?!conv1\.|layer\d\.).+\.p$/.test(name) && elementCount(shape) === 1,
  );
  if (!found || others.length > 0) return undefined;
  const [name, tensor] = found;
  const { value: p = NaN } = tensor;
  if (!(p > 0 && Number.isFinite(p)))
    throw new WeightsError(
      'mismatch',
      `the tensor "${name}", the p of a generalised mean, is ${p}; it must be above 0`,
    );
  return { type: 'gem', p, parameter: { path: name.slice(0, -2), shape: tensor.shape } };
}
