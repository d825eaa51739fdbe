/**
 * Who reads what.
 */
import type { NodeId } from '../../../model/graph';
import type { FusedStep } from '../steps';

export type Readers<Step> = ReadonlyMap<NodeId, readonly Step[]>;

/** The steps that read each node. */
export function readersOf<Step extends Pick<FusedStep, 'inputs'>>(steps: readonly Step[]): Readers<Step> {
  const readers = new Map<NodeId, Step[]>();
  for (const step of steps) for (const id of step.inputs) readers.set(id, [...(readers.get(id) ?? []), step]);
  return readers;
}
