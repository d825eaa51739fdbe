import type { LinearHead } from '../opening/checkpointWithHead';
import { seededTensor } from '../core/bits/seeded';

/** A head for so many classes whose numbers Python makes too. */
export const seededHead = (classes: number): LinearHead => ({
  weight: seededTensor('taught.weight', [classes, 2048], 0.05).data,
  bias: seededTensor('taught.bias', [classes]).data,
});
