/**
 * What a classifier tells of itself.
 */
import type { ClassifierInfo } from '../classifierInfo';
import type { OpenModel } from '../open';
import { frozenInfo, identityOf } from '../opening/identity';
import { bytesBesidesWeights } from '../scheduler/plan/plan';
import type { Run } from '../tasks/calls/runner';

/** The info of a model that has not run yet on its device; `timings` are those of createClassifier. */
export function infoAtStart(opened: OpenModel, timings: ClassifierInfo['timings']): ClassifierInfo {
  const { gpu, weights, plan, tuned, notKept, cacheKey, planned } = opened;
  const { identified, graph, place } = planned;
  return {
    ...identityOf({ identified, graph, storage: place.storage }),
    backend: 'webgpu',
    fallbackReason: undefined,
    adapter: gpu.adapter,
    notKept,
    cacheKey,
    tuned,
    bytes: { weights: weights.bytes, ...bytesBesidesWeights(plan) },
    deviceLosses: 0,
    timings,
  };
}

/** What has happened since the start. */
export interface Since {
  /** The last run on the present device. */
  readonly lastRun: Run | undefined;
  /** Whether runs use kernels that this classifier has measured between calls. */
  readonly isTuned: boolean;
  /** How often the device was lost. */
  readonly deviceLosses: number;
}

/** The info of a classifier: one object that nobody can change, until a run, a tuning or a loss makes another. */
export class CurrentInfo {
  readonly #start: ClassifierInfo;
  #latest: { readonly since: Since; readonly info: ClassifierInfo } | undefined;

  constructor(start: ClassifierInfo) {
    this.#start = start;
  }

  after(since: Since): ClassifierInfo {
    if (!this.#latest || !isEqual(this.#latest.since, since)) {
      this.#latest = { since, info: frozenInfo(infoAfter(this.#start, since)) };
    }
    return this.#latest.info;
  }
}

const isEqual = (one: Since, other: Since): boolean =>
  one.lastRun === other.lastRun && one.isTuned === other.isTuned && one.deviceLosses === other.deviceLosses;

/** The info of the start, with what the last run took, how often the device was lost, and whether kernels were tuned since. */
export function infoAfter(start: ClassifierInfo, { lastRun, isTuned, deviceLosses }: Since): ClassifierInfo {
  const tuned = isTuned ? 'measured' : start.tuned;
  if (!lastRun) return { ...start, tuned, deviceLosses };
  const bytes = { ...start.bytes, ...bytesBesidesWeights(lastRun.plan) };
  return { ...start, tuned, deviceLosses, bytes, timings: { ...start.timings, runMs: lastRun.milliseconds } };
}
