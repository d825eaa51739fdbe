/**
 * Makes a loaded model ready for its first run: programs compiled, and tuned if the caller wants that now.
 */
import { untilAborted } from '../core/waiting';
import type { ClassifierOptions } from '../door';
import type { Plan } from '../scheduler/plan/plan';
import { Sessions } from '../scheduler/run/sessions';
import type { Successor } from '../scheduler/run/successor';
import { undisturbed } from '../scheduler/run/turns/turns';
import type { Tuner } from '../scheduler/tune/tuner';
import type { LoadedModel, Site } from './load';

/** A model that can run. */
export interface StartedModel {
  readonly sessions: Sessions;
  /** The plan of the first run, unless another shape comes first. */
  readonly plan: Plan;
  /** Whether the kernels were measured now. */
  readonly isMeasured: boolean;
  /** What takes the place of general programs; undefined where runs have their own. */
  readonly successor: Successor | undefined;
  /** Finds the fastest kernels between calls; undefined where they are not tuned there. */
  readonly idleTuner: Tuner | undefined;
}

/** Throws a ShaderError, a GpuMemoryError, a DeviceLostError, what `onProgress` threw, or the signal's reason. */
export async function startModel(
  { planned: { graph, place, requests }, compiling }: LoadedModel,
  { tune, signal }: Pick<ClassifierOptions, 'tune' | 'signal'>,
  site: Site,
): Promise<StartedModel> {
  const { gpu, weights, progress, tunesNow } = site;
  const { tuner, successor, ...compiled } = await untilAborted(signal, gpu.whileAlive(compiling));
  progress.check();
  signal?.throwIfAborted();
  gpu.check();
  const first = successor?.ready ?? compiled;
  const isGeneral = successor !== undefined && successor.ready === undefined;
  const sessions = new Sessions(place, graph, { weights, requests }, { ...first, isGeneral });
  const isMeasured = tune === 'now' && tunesNow && tuner !== undefined && (await tuneNow(tuner, signal, site));
  if (isMeasured) sessions.use(tuner.choices);
  return {
    sessions,
    plan: sessions.plan([graph.main], first.plan.input),
    isMeasured,
    successor: isGeneral ? successor : undefined,
    idleTuner: tune === 'idle' ? tuner : undefined,
  };
}

/** Work that a start may spend on tuning. */
const TUNING_MS = 10_000;

const tuneNow = (tuner: Tuner, signal: AbortSignal | undefined, { weights, progress }: Site): Promise<boolean> =>
  tuner.tune(weights, {
    turns: undisturbed(signal),
    budgetMs: TUNING_MS,
    onStep: (loaded, total) => progress.tell('tune', loaded, total),
  });
