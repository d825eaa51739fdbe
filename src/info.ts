/**
 * What a classifier tells of itself.
 */
import type { ClassifierInfo } from './door';
import { bytesBesidesWeights } from './scheduler/plan/plan';
import type { Run } from './tasks/calls/runner';

/** What has happened since the start. */
export interface Since {
  readonly lastRun: Run | undefined;
  /** Whether runs use kernels that this classifier has measured between calls. */
  readonly isTuned: boolean;
}

/** The info of the start, with what the last run took and whether kernels were tuned since. */
export function infoAfter(start: ClassifierInfo, { lastRun, isTuned }: Since): ClassifierInfo {
  const tuned = isTuned ? 'measured' : start.tuned;
  if (!lastRun) return { ...start, tuned };
  const bytes = { ...start.bytes, ...bytesBesidesWeights(lastRun.plan) };
  return { ...start, tuned, bytes, timings: { ...start.timings, runMs: lastRun.milliseconds } };
}
