/**
 * What a classifier tells of itself.
 */
import type { ClassifierInfo } from '../classifierInfo';
import { frozen } from '../core/frozen';
import type { ClassifierOptions } from '../door';
import { UNNAMED } from '../gpu/device';
import { precisionOn } from '../gpu/precision';
import type { OpenModel } from '../open';
import { identityOf } from '../opening/identity';
import { bytesBesidesWeights } from '../scheduler/plan/plan';
import type { Sessions } from '../scheduler/run/sessions';
import type { Run } from '../tasks/calls/runner';

/** The info of a model that has not run yet on its device; `precision` is what was asked for, `timings` are those of createClassifier. */
export function infoAtStart(
  opened: OpenModel,
  precision: ClassifierOptions['precision'],
  timings: ClassifierInfo['timings'],
): ClassifierInfo {
  const { gpu, weights, plan, notKept, cacheKey, planned, sessions } = opened;
  const { identified, graph, place } = planned;
  return {
    ...identityOf({ identified, graph, storage: place.storage }),
    backend: 'webgpu',
    fallbackReason: undefined,
    adapter: gpu.adapter,
    isAdapterNamed: gpu.adapter !== UNNAMED,
    precision: precisionOn(gpu, precision),
    notKept,
    cacheKey,
    ...kernelsOf(sessions, opened.isMeasured),
    notSpecialised: undefined,
    bytes: { weights: weights.bytes, ...bytesBesidesWeights(plan) },
    deviceLosses: 0,
    timings,
  };
}

type Kernels = Pick<ClassifierInfo, 'programs' | 'tuned'>;

/** What runs go by; `isMeasured` says whether this classifier has measured it. */
export const kernelsOf = ({ isGeneral, choices }: Sessions, isMeasured: boolean): Kernels => ({
  programs: isGeneral ? 'general' : 'specialised',
  tuned: isMeasured ? 'measured' : choices.size > 0 ? 'stored' : 'default',
});

/** What has happened since the start. */
export interface Since extends Kernels, Pick<ClassifierInfo, 'notSpecialised' | 'deviceLosses'> {
  /** The last run on the present device. */
  readonly lastRun: Run | undefined;
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
      this.#latest = { since, info: frozen(infoAfter(this.#start, since)) };
    }
    return this.#latest.info;
  }
}

const isEqual = (one: Since, other: Since): boolean =>
  (Object.keys(one) as (keyof Since)[]).every((name) => one[name] === other[name]);

/** The info of the start, with what the last run took and what has changed since. */
export function infoAfter(start: ClassifierInfo, { lastRun, ...since }: Since): ClassifierInfo {
  if (!lastRun) return { ...start, ...since };
  const bytes = { ...start.bytes, ...bytesBesidesWeights(lastRun.plan) };
  return { ...start, ...since, bytes, timings: { ...start.timings, runMs: lastRun.milliseconds } };
}
