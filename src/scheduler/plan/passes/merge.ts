/**
 * Chains of steps that one dispatch computes: a map that only the next step of a chain reads is never written to memory.
 */
import type { Shape4 } from '../../../core/tensor';
import { kernelMethods, onceAStep } from '../../../kernels/choosing/methods';
import { tableOf } from '../../../kernels/adapters/adapterTables';
import type { NodeId } from '../../../model/graph';
import type { Conv2d } from '../../../ops/conv2d';
import { type Op, outputShape } from '../../../ops/op';
import { type Readers, readersOf } from './readers';
import { firstInput, shapesOfSteps } from './shapes';
import type { FusedStep, Job } from '../steps';

/** A chain of ops, each of which reads the one before as its first input, and the one op that replaces them. */
interface Rule<Chain extends readonly Op['type'][] = readonly Op['type'][]> {
  readonly chain: Chain;
  /** Undefined where these ops do not form the pattern after all. */
  readonly merged: (ops: OpsOf<Chain>) => Op | undefined;
}

type OpsOf<Chain extends readonly Op['type'][]> = { [I in keyof Chain]: Extract<Op, { type: Chain[I] }> };

/** Lets a rule be written against its own ops. */
const rule = <const Chain extends readonly Op['type'][]>(
  chain: Chain,
  merged: (ops: OpsOf<Chain>) => Op | undefined,
): Rule => ({ chain, merged }) as unknown as Rule;

const isFc = ({ kernelSize, stride, padding, residual }: Conv2d): boolean =>
  kernelSize === 1 && stride === 1 && padding === 0 && !residual;

/** In the order in which they are tried. */
const RULES: readonly Rule[] = [
  rule(['splitSum', 'globalAvgPool'], ([{ radix }, pool]) => ({ ...pool, splits: radix })),
  rule(['conv2d', 'conv2d', 'rSoftMax'], ([fc1, fc2, { radix, cardinality }]) => {
    const areLayers = [fc1, fc2].every((fc) => isFc(fc) && fc.groups === cardinality) && fc1.relu && !fc2.relu;
    return areLayers ? { type: 'attention', radix, cardinality, hidden: fc1.outChannels, splits: 1 } : undefined;
  }),
  rule(['attentionWeightedSum', 'avgPool2d'], ([{ radix }, pool]) => ({ type: 'attentionWeightedPool', radix, pool })),
  rule(['attentionWeightedSum', 'conv2d'], ([before, conv]) => ({ ...conv, before })),
  rule(['avgPool2d', 'conv2d'], ([before, conv]) => ({ ...conv, before })),
];

/** An input for which no map of any model shrinks to a pixel. */
const ANY_SIZE = [256, 256] as const;

/**
 * Merges what some kernel of the target computes at once, and what its table says is faster so. Whether steps are merged
 * follows from channels, never from the input's size: plans for all sizes want the same weights in the same order.
 */
export function merge(
  steps: readonly FusedStep[],
  { wanted, inputs: [[, inChannels]], target }: Pick<Job, 'wanted' | 'inputs' | 'target'>,
): readonly FusedStep[] {
  const shapes = shapesOfSteps(steps, [[1, inChannels, ...ANY_SIZE]]);
  const kept = new Set(Object.values(wanted));
  const { loads } = tableOf(target);
  const isComputed = onceAStep((op, stepShapes) => kernelMethods(op, stepShapes, target).length > 0);
  const mayMerge = (op: Op, input: Shape4): boolean =>
    !(target.general && op.type === 'attention') && // its workgroup's memory has the size of the layer
    !(op.type === 'conv2d' && op.before && !loads.includes(op.before.type)) &&
    isComputed(op, { input, output: outputShape(op, input) });
  return RULES.reduce((before, { chain, merged }) => {
    const readers = readersOf(before);
    const after = new Map(before.map((step) => [step.output, step]));
    for (const first of before) {
      const links = follow(first, chain, readers, kept);
      const last = links?.at(-1);
      const op = links && merged(links.map((step) => step.op));
      if (!last || !op) continue;
      if (!mayMerge(op, firstInput(first, shapes))) continue;
      for (const { output } of links.slice(0, -1)) after.delete(output);
      const inputs = links.flatMap((link) => (link === first ? link.inputs : link.inputs.slice(1)));
      after.set(last.output, { ...last, op, inputs, weights: links.flatMap((link) => link.weights) });
    }
    return [...after.values()];
  }, steps);
}

/** The steps of a chain that begins with `first`, if no other step reads a map between them. */
function follow(
  first: FusedStep,
  [type, ...rest]: readonly Op['type'][],
  readers: Readers<FusedStep>,
  kept: ReadonlySet<NodeId>,
): readonly FusedStep[] | undefined {
  if (first.op.type !== type) return undefined;
  if (rest.length === 0) return [first];
  const [next, ...others] = readers.get(first.output) ?? [];
  if (!next || others.length > 0 || next.inputs[0] !== first.output || kept.has(first.output)) return undefined;
  const links = follow(next, rest, readers, kept);
  return links && [first, ...links];
}
