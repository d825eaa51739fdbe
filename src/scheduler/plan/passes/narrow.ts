/**
 * Which nodes lie as f16: the maps between the first step and the pools. What the run is given and what is wanted of it
 * stays f32, as do means, attention and all that is computed from them: they are small, and their errors would be many.
 */
import type { NodeId } from '../../../model/graph';
import type { Op } from '../../../ops/op';
import type { Job, Lowered, Narrowed } from '../steps';

/** Ops that make vectors of maps, or of vectors. */
const VECTORS: readonly Op['type'][] = ['globalAvgPool', 'globalPool', 'gemPool', 'rSoftMax', 'attention'];

/** Makes f16 of maps where the target computes so; of inputs and wanted nodes only of those in `halves`. */
export function narrow(
  { steps, shapes }: Lowered,
  { wanted, inputs, target, halves }: Pick<Job, 'wanted' | 'inputs' | 'target' | 'halves'>,
): Narrowed {
  const narrowed = new Set<NodeId>(halves);
  if (target.precision !== 'f16') return { steps, shapes, halves: narrowed };
  const maps = new Set<NodeId | undefined>(inputs.map((_, id) => id));
  const kept = new Set(Object.values(wanted));
  for (const { op, inputs: read, output } of steps) {
    if (!maps.has(read[0]) || VECTORS.includes(op.type)) continue;
    maps.add(output);
    if (!kept.has(output)) narrowed.add(output);
  }
  return { steps, shapes, halves: narrowed };
}
