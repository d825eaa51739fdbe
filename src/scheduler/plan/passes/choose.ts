/**
 * Chooses the method of each step: the best guess for the target, or what the tuner found to be better.
 */
import { defect, needAt } from '../../../core/need';
import { MOST_DERIVED_BYTES } from '../../../kernels/adapters/adapterTables';
import { decompositionNamed } from '../../../kernels/choosing/decompositions';
import {
  kernelMethods,
  type KernelMethod,
  type Method,
  methodsFor,
  onceAStep,
  stepKey,
} from '../../../kernels/choosing/methods';
import type { DecomposedMethod } from '../../../kernels/decomposition';
import type { StepShapes, Target } from '../../../kernels/launch';
import type { Op } from '../../../ops/op';
import { inputShapes, stepShapes } from './shapes';
import type { Chosen, ChosenStep, FusedStep, Job } from '../steps';

export function choose(steps: readonly FusedStep[], { inputs, target, choices }: Job): Chosen {
  const shapes = inputShapes(inputs);
  const methodOf = onceAStep(
    (op, sizes): Method =>
      choices.get(stepKey(op, sizes)) ?? needAt(methodsFor(op, sizes, target), 0, `method for ${op.type},`),
  );
  const kernelOf = singleDispatch(target);
  let room = MOST_DERIVED_BYTES;
  const chosen = steps.map((step): ChosenStep => {
    const sizes = stepShapes(step, shapes);
    shapes.set(step.output, sizes.output);
    const method = methodOf(step.op, sizes);
    if ('kernel' in method) return { ...step, shapes: sizes, method };
    const bytes = derivedBytes(step, sizes, method);
    if (bytes > room) return { ...step, shapes: sizes, method: kernelOf(step.op, sizes) };
    room -= bytes;
    return { ...step, shapes: sizes, method };
  });
  return { steps: chosen, shapes };
}

/** The best guess for a single dispatch that computes a step. Throws where no kernel does. */
export const singleDispatch = (target: Target): ((op: Op, sizes: StepShapes) => KernelMethod) =>
  onceAStep((op, sizes) => needAt(kernelMethods(op, sizes, target), 0, `kernel for ${op.type},`));

/** Bytes of the weight that a decomposition derives for a step. Throws where it cannot compute the step. */
function derivedBytes({ name, op, weights }: FusedStep, sizes: StepShapes, method: DecomposedMethod): number {
  const { variants, title, derivedBytes: bytesOf } = decompositionNamed(method.decomposition);
  if (!variants(op, sizes).includes(method.variant))
    throw defect(`${name}, a ${op.type}, cannot be computed by ${title}`);
  return bytesOf(needAt(weights, 0, `weight of ${name},`), method.variant);
}
