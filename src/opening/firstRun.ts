/**
 * What the first run of a model needs besides its weights: a plan, and the programs of the plan.
 */
import { ShaderError } from '../core/errors';
import { Pauses } from '../core/pauses';
import type { ClassifierOptions } from '../door';
import type { Identified } from '../identify';
import type { Choices } from '../kernels/choosing/methods';
import type { Graph } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { makePlan } from '../scheduler/plan/makePlan';
import type { Plan } from '../scheduler/plan/plan';
import type { Place } from '../scheduler/run/place';
import { compilePlan } from '../scheduler/run/compile';
import { Tuner } from '../scheduler/tune/tuner';
import type { Demand } from '../weights/load';

/** A model with the plan of its first run by the usual kernels. */
export interface PlannedModel extends Demand {
  readonly identified: Identified;
  readonly graph: Graph;
  readonly place: Place;
  readonly usual: Plan;
  /** They count the work on the plan, which takes long for a deep model. */
  readonly pauses: Pauses;
}

/** Plans a model, and asks for its weights in an order that no tuning changes. */
export function planModel(identified: Identified, place: Place): PlannedModel {
  const { name, config, head, inputSize, unused } = identified;
  const pauses = new Pauses();
  const graph = buildResNeSt(config, head);
  const usual = makePlan(graph, [1, graph.inChannels, ...inputSize], place.storage, place);
  return {
    name,
    parameters: parametersOf(graph),
    unused,
    requests: usual.weights,
    identified,
    graph,
    place,
    usual,
    pauses,
  };
}

/** A plan whose programs are compiled, and who knows which kernels are the fastest, if they are tuned. */
export interface CompiledFirstRun {
  readonly plan: Plan;
  readonly tuner: Tuner | undefined;
  /** The methods that the plan was made with, where they are not the best guess. */
  readonly choices: Choices;
}

/**
 * Compiles the programs of a model's first run: by kernels that an earlier visit found to be the fastest, if tuning is
 * not off and this driver takes them, else by the usual ones. `onProgram` hears how many programs are compiled. `known`
 * are methods that stand over those of earlier visits. Throws a ShaderError, or the signal's reason.
 */
export async function compileFirstRun(
  { graph, usual, place, pauses }: PlannedModel,
  { tune = 'off', signal }: Pick<ClassifierOptions, 'tune' | 'signal'>,
  onProgram: (done: number, total: number) => void,
  known?: Choices,
): Promise<CompiledFirstRun> {
  const { pipelines, storage, target } = place;
  await pauses.due();
  const tuner = tune === 'off' ? undefined : await Tuner.open(place, { graph, input: usual.input });
  await pauses.due();
  signal?.throwIfAborted();
  const choices: Choices = known ?? tuner?.choices ?? new Map();
  if (choices.size > 0) {
    const plan = makePlan(graph, usual.input, storage, { target, choices });
    try {
      await compilePlan(plan, pipelines, onProgram, pauses);
      return { plan, tuner, choices };
    } catch (error) {
      if (!(error instanceof ShaderError)) throw error;
      if (!known) tuner?.forget(); // another driver than that of the earlier visit
    }
  }
  await compilePlan(usual, pipelines, onProgram, pauses);
  return { plan: usual, tuner, choices: new Map() };
}
