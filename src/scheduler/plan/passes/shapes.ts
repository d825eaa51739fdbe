/**
 * The sizes that steps run on.
 */
import { need, needAt } from '../../../core/need';
import type { Shape4 } from '../../../core/tensor';
import type { StepShapes } from '../../../kernels/launch';
import type { NodeId } from '../../../model/graph';
import { outputShape } from '../../../ops/op';
import type { FusedStep, Job } from '../steps';

/** What sizes follow from: an op, and the node that it reads first. */
type Sized = Pick<FusedStep, 'name' | 'op' | 'inputs'>;

/** The shapes of the inputs by their nodes. */
export const inputShapes = (inputs: Job['inputs']): Map<NodeId, Shape4> =>
  new Map(inputs.map((shape, id) => [id, shape]));

/** The shape of a step's first input. Throws where no node before it has that number. */
export const firstInput = (
  { name, inputs }: Pick<Sized, 'name' | 'inputs'>,
  shapes: ReadonlyMap<NodeId, Shape4>,
): Shape4 => need(shapes, needAt(inputs, 0, `input of ${name},`), 'shape of node');

/** The sizes of a step whose inputs have shapes. Throws as `firstInput` does. */
export function stepShapes(step: Sized, shapes: ReadonlyMap<NodeId, Shape4>): StepShapes {
  const input = firstInput(step, shapes);
  return { input, output: outputShape(step.op, input) };
}

/** The shape of every node that steps read or write, for such inputs. */
export function shapesOfSteps(steps: readonly FusedStep[], inputs: Job['inputs']): ReadonlyMap<NodeId, Shape4> {
  const shapes = inputShapes(inputs);
  for (const step of steps) shapes.set(step.output, stepShapes(step, shapes).output);
  return shapes;
}
