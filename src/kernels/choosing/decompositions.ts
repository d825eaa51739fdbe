/**
 * All decompositions, one line each, in the order in which they are tried.
 */
import { need } from '../../core/need';
import type { Op } from '../../ops/op';
import type { DecomposedMethod, Decomposition } from '../decomposition';
import type { StepShapes, Target } from '../launch';
import { winograd } from '../winograd/winograd';

export const decompositions: readonly Decomposition[] = [winograd];

const byName: ReadonlyMap<string, Decomposition> = new Map(decompositions.map((each) => [each.name, each]));

/** A decomposition by its name, which is known. */
export const decompositionNamed = (name: string): Decomposition => need(byName, name, 'decomposition');

/** Whether there is a decomposition of the name. */
export const isDecomposition = (name: string): boolean => byName.has(name);

/** Every way to take a step apart on the target. */
export const decomposedMethods = (op: Op, shapes: StepShapes, { decompose = true }: Target): DecomposedMethod[] =>
  (decompose ? decompositions : []).flatMap(({ name, variants }) =>
    variants(op, shapes).map((variant) => ({ decomposition: name, variant })),
  );
