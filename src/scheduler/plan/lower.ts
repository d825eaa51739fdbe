/**
 * From fused steps to dispatches: for each step the method is chosen, and a convolution that Winograd computes becomes
 * three steps: tiles in, a 1x1 convolution with a group for each position, tiles out.
 */
import { defect, need, needAt } from '../../core/need';
import type { Shape4 } from '../../core/tensor';
import type { StepShapes, Target } from '../../kernels/launch';
import {
  type Choices,
  type KernelMethod,
  kernelMethods,
  type Method,
  methodsFor,
  onceAStep,
  stepKey,
} from '../../kernels/choosing/methods';
import { winogradWeights } from '../../kernels/winograd/winogradWeights';
import type { NodeId } from '../../model/graph';
import { type Conv2d, conv2dMacs } from '../../ops/conv2d';
import { outputShape } from '../../ops/op';
import { winogradPositions, type WinogradTile } from '../../ops/winograd';
import type { FusedStep, StepWeight } from './steps';

/** A fused step with its shapes, computed by one dispatch. */
export interface LoweredStep extends FusedStep {
  readonly shapes: StepShapes;
  readonly method: KernelMethod;
  /** Set where the weight is the convolution's, transformed for tiles of this size. */
  readonly winograd?: WinogradTile;
  /** Multiply-adds of the convolution that its product stands for. */
  readonly macs?: number;
  /** The name of the weight whose bias is added by a step that has no weight. */
  readonly bias?: string;
  /** The node of the partials of its output's mean, where it writes them as well. */
  readonly partials?: NodeId;
}

export interface Lowered {
  readonly steps: readonly LoweredStep[];
  readonly shapes: ReadonlyMap<NodeId, Shape4>;
}

/** The most bytes of transformed weights beside the weights themselves; the first layers gain the most for theirs. */
const MOST_TRANSFORMED_BYTES = 48e6;

/**
 * Takes the best guess for each step, or what `choices` knows to be better. Node 0 is the input; steps that are run by
 * themselves may have `others`, nodes 1, 2 and so on.
 */
export function lower(
  fused: readonly FusedStep[],
  input: Shape4,
  target: Target,
  choices: Choices,
  others: readonly Shape4[] = [],
): Lowered {
  const shapes = new Map<NodeId, Shape4>([input, ...others].map((shape, id) => [id, shape]));
  const steps: LoweredStep[] = [];
  let next = Math.max(0, ...fused.map(({ output }) => output)) + 1;
  let room = MOST_TRANSFORMED_BYTES;
  const methodOf = onceAStep(
    (op, stepShapes): Method =>
      choices.get(stepKey(op, stepShapes)) ?? needAt(methodsFor(op, stepShapes, target), 0, `method for ${op.type},`),
  );
  const single = onceAStep((op, stepShapes) =>
    needAt(kernelMethods(op, stepShapes, target), 0, `kernel for ${op.type},`),
  );

  const shapesOf = ({ name, op, inputs }: Pick<FusedStep, 'name' | 'op' | 'inputs'>): StepShapes => {
    const from = need(shapes, needAt(inputs, 0, `input of ${name},`), 'shape of node');
    return { input: from, output: outputShape(op, from) };
  };
  const add = (step: Omit<LoweredStep, 'shapes' | 'method'>, method?: KernelMethod): void => {
    const stepShapes = shapesOf(step);
    shapes.set(step.output, stepShapes.output);
    steps.push({ ...step, shapes: stepShapes, method: method ?? single(step.op, stepShapes) });
  };

  for (const step of fused) {
    const {
      op,
      weights: [weight],
    } = step;
    const stepShapes = shapesOf(step);
    const method = methodOf(op, stepShapes);
    if ('kernel' in method) {
      add(step, method);
    } else if (op.type === 'conv2d' && weight) {
      const bytes = winogradWeights.bytes(weight, method.winograd);
      if (bytes > room) {
        add(step);
        continue;
      }
      room -= bytes;
      for (const part of apart(step, op, weight, method.winograd, stepShapes, next)) add(part);
      next += 2;
    } else {
      throw defect(`${step.name}, a ${op.type}, cannot be computed by Winograd`);
    }
  }
  return { steps, shapes };
}

/** The three steps of a convolution; `next` and the id after it are free for what lies between them. */
function apart(
  { name, inputs, output }: FusedStep,
  op: Conv2d,
  weight: StepWeight,
  tile: WinogradTile,
  shapes: StepShapes,
  next: NodeId,
): readonly Omit<LoweredStep, 'shapes' | 'method'>[] {
  const positions = winogradPositions(tile);
  const [, outChannels, height, width] = shapes.output;
  const product: Conv2d = {
    ...op,
    outChannels: positions * outChannels,
    groups: positions * op.groups,
    kernelSize: 1,
    padding: 0,
    relu: false,
  };
  return [
    { name: `${name} tiles in`, op: { type: 'winogradInput', tile }, inputs, output: next, weights: [] },
    {
      name: `${name} F(${tile},3)`,
      op: product,
      inputs: [next],
      output: next + 1,
      weights: [weight],
      winograd: tile,
      macs: conv2dMacs(op, shapes.input, shapes.output),
    },
    {
      name: `${name} tiles out`,
      op: { type: 'winogradOutput', tile, outChannels, height, width, relu: op.relu },
      inputs: [next + 1],
      output,
      weights: [],
      bias: weight.source.conv,
    },
  ];
}
