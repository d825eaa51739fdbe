/**
 * Takes steps apart: each whose method is a decomposition becomes a chain of dispatches, every other one dispatch.
 */
import { defect, needAt, unreachable } from '../../../core/need';
import { decompositionNamed } from '../../../kernels/choosing/decompositions';
import type { DecomposedMethod, Link } from '../../../kernels/decomposition';
import { type Conv2d, conv2dMacs } from '../../../ops/conv2d';
import { singleDispatch } from './choose';
import { stepShapes } from './shapes';
import type { BiasedStep, Chosen, ChosenStep, DerivedStep, Job, Lowered, LoweredStep, PlainStep } from '../steps';

export function decompose({ steps, shapes }: Chosen, { target }: Pick<Job, 'target'>): Lowered {
  const all = new Map(shapes);
  const kernelOf = singleDispatch(target);
  let free = Math.max(0, ...steps.map(({ output }) => output)) + 1;

  /** The dispatches of a convolution: those between the first and the last read and write nodes of their own. */
  const apart = (step: ChosenStep, op: Conv2d, method: DecomposedMethod): readonly LoweredStep[] => {
    const links = decompositionNamed(method.decomposition).chain(op, step.shapes, method.variant);
    let { inputs } = step;
    return links.map((link, i) => {
      const output = i < links.length - 1 ? free++ : step.output;
      const named = { name: `${step.name}${link.suffix}`, op: link.op, inputs };
      const sizes = stepShapes(named, all);
      all.set(output, sizes.output);
      inputs = [output];
      const dispatch = { ...named, output, shapes: sizes, method: kernelOf(link.op, sizes), pool: 'none' } as const;
      return { ...dispatch, ...kindOf(link, step, op, method) };
    });
  };

  const dispatches = steps.flatMap((step): readonly LoweredStep[] => {
    const { method, weights, op, ...rest } = step;
    if (!('kernel' in method)) {
      if (op.type !== 'conv2d') throw defect(`${step.name}, a ${op.type}, cannot be taken apart`);
      return apart(step, op, method);
    }
    const dispatch = { ...rest, op, method, pool: 'none' } as const;
    return [weights.length > 0 ? { ...dispatch, kind: 'weighted', weights } : { ...dispatch, kind: 'plain' }];
  });
  return { steps: dispatches, shapes: all };
}

/** The kinds that a link of a chain can have, each with its own fields. */
type LinkKind =
  Pick<PlainStep, 'kind'> | Pick<DerivedStep, 'kind' | 'weight' | 'by' | 'macs'> | Pick<BiasedStep, 'kind' | 'weight'>;

function kindOf({ kind }: Link, { name, weights, shapes }: ChosenStep, op: Conv2d, by: DecomposedMethod): LinkKind {
  const weight = needAt(weights, 0, `weight of ${name},`);
  switch (kind) {
    case 'plain':
      return { kind };
    case 'derived':
      return { kind, weight, by, macs: conv2dMacs(op, shapes.input, shapes.output) };
    case 'biased':
      return { kind, weight };
    default:
      return unreachable(kind, 'a link of a chain');
  }
}
