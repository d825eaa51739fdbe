/**
 * How a step can be computed: by one kernel in one of its tilings, or by the chain of a decomposition.
 */
import { ConfigError } from '../../core/errors';
import type { Conv2d } from '../../ops/conv2d';
import type { Op } from '../../ops/op';
import type { ConvolutionKernel } from '../adapters/adapterTable';
import { tableOf } from '../adapters/adapterTables';
import type { DecomposedMethod } from '../decomposition';
import type { Kernel } from '../kernel';
import type { StepShapes, Target, Tiling } from '../launch';
import { decomposedMethods } from './decompositions';
import { kernelNamed, kernels } from './registry';
import { imageMacs, isLarge } from '../convolution/tiles';

/** One dispatch of a kernel. */
export interface KernelMethod {
  readonly kernel: string;
  readonly tiling: Tiling;
}

export type Method = KernelMethod | DecomposedMethod;

/** What the tuner found to be faster than the best guess, by `stepKey`. */
export type Choices = ReadonlyMap<string, Method>;

/** Steps with the same key are computed alike. */
export const stepKey = (op: Op, { input }: StepShapes): string => JSON.stringify([op, input]);

/** Remembers what was found for steps that are computed alike: a deep model has many of the same. */
export function onceAStep<T>(find: (op: Op, shapes: StepShapes) => T): (op: Op, shapes: StepShapes) => T {
  const found = new Map<string, T>();
  return (op, shapes) => {
    const key = stepKey(op, shapes);
    const known = found.get(key) ?? find(op, shapes);
    found.set(key, known);
    return known;
  };
}

/** Every single dispatch that can compute a step on the target, the best guess first. */
export function kernelMethods(op: Op, shapes: StepShapes, target: Target): readonly KernelMethod[] {
  const kernelsOf = op.type === 'conv2d' ? preferred(op, shapes, target) : [];
  const methods = kernelsOf.flatMap((kernel) => methodsOf(kernel, op, shapes, target));
  return methods.length > 0 ? methods : fallbacks(op, shapes, target);
}

const methodsOf = ({ name, tilings }: Kernel, op: Op, shapes: StepShapes, target: Target): readonly KernelMethod[] =>
  (tilings?.(op, shapes, target) ?? [{}]).map((tiling) => ({ kernel: name, tiling }));

/** Kernels that are not worth trying where a narrower one accepts the step: it has the same tiles, and less to do. */
const NARROWER: Readonly<Partial<Record<ConvolutionKernel, ConvolutionKernel>>> = {
  conv2dDirect: 'conv2dPointwise',
  conv2dPointwise: 'groupedFc',
};

/** The kernels of a convolution that are worth trying, in the order of the adapter's table. */
function preferred(op: Conv2d, shapes: StepShapes, target: Target): readonly Kernel[] {
  const { large, small, leastWork } = tableOf(target);
  const work = imageMacs(op, shapes);
  const accepts = (name: string | undefined): boolean =>
    name !== undefined && kernelNamed(name).accepts(op, shapes, target);
  const names = isLarge(op, shapes, target) ? large : small;
  const isWorthIt = (name: ConvolutionKernel): boolean => work >= (leastWork[name] ?? 0);
  const hasNarrower = (name: ConvolutionKernel): boolean => !target.general && accepts(NARROWER[name]);
  return names.filter((name) => isWorthIt(name) && accepts(name) && !hasNarrower(name)).map(kernelNamed);
}

/** Every kernel of the op that accepts the step, in the order of the registry. */
const fallbacks = (op: Op, shapes: StepShapes, target: Target): readonly KernelMethod[] =>
  kernels
    .filter((kernel) => kernel.op === op.type && kernel.accepts(op, shapes, target))
    .flatMap((kernel) => methodsOf(kernel, op, shapes, target));

/** Every way to compute a step on the target, the best guess first. Throws a ConfigError where there is none. */
export function methodsFor(op: Op, shapes: StepShapes, target: Target): readonly Method[] {
  const single = kernelMethods(op, shapes, target);
  if (single.length === 0)
    throw new ConfigError('unsupported', `no kernel computes ${op.type} on [${shapes.input.join(', ')}]`);
  const decomposed = decomposedMethods(op, shapes, target);
  const best = decomposed.find((method) => isBestGuess(method, op, shapes, target));
  return best === undefined
    ? [...single, ...decomposed]
    : [best, ...single, ...decomposed.filter((method) => method !== best)];
}

/** Whether the adapter's table makes a decomposition the default of a step. */
function isBestGuess(
  { decomposition, variant }: DecomposedMethod,
  op: Op,
  shapes: StepShapes,
  target: Target,
): boolean {
  if (op.type !== 'conv2d') return false;
  const [, inChannels] = shapes.input;
  const [, , height, width] = shapes.output;
  return tableOf(target).decompositions.some(
    (wanted) =>
      wanted.decomposition === decomposition &&
      wanted.variant === variant &&
      Math.min(height, width) >= wanted.smallestMap &&
      inChannels / op.groups >= wanted.groupChannels &&
      imageMacs(op, shapes) >= wanted.leastWork,
  );
}
