/**
 * Leaves out the steps that no wanted node needs.
 */
import type { FusedStep, Job } from '../steps';

export function prune(steps: readonly FusedStep[], { wanted }: Pick<Job, 'wanted'>): readonly FusedStep[] {
  const ids = new Set(Object.values(wanted));
  const backwards = [...steps].reverse().filter(({ output, inputs }) => {
    if (!ids.has(output)) return false;
    for (const input of inputs) ids.add(input);
    return true;
  });
  return backwards.reverse();
}
