/**
 * What the first run of a model needs besides its weights: a plan, and the programs of the plan.
 */
import { ShaderError } from '../core/errors';
import { Pauses } from '../core/pauses';
import type { ClassifierOptions } from '../door';
import type { Identified } from '../identify';
import { tableOf } from '../kernels/adapters/adapterTables';
import type { Choices } from '../kernels/choosing/methods';
import type { Graph } from '../model/graph';
import { parametersOf } from '../model/parameters';
import { buildResNeSt } from '../model/resnest';
import { makePlan } from '../scheduler/plan/makePlan';
import type { Plan } from '../scheduler/plan/plan';
import type { Place } from '../scheduler/run/place';
import { compileInTurn, compilePlan, isCompiled } from '../scheduler/run/compile';
import type { Specialised, Successor } from '../scheduler/run/successor';
import type { Tuner } from '../scheduler/tune/tuner';
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

/** What the runs of a model that was open before went by: each method and each program rounds in its own way. */
export interface Kernels {
  readonly choices: Choices;
  /** Whether they went by general programs. */
  readonly isGeneral: boolean;
}

/** A plan whose programs are compiled, and who knows which kernels are the fastest, if they are tuned. */
export interface CompiledFirstRun extends Specialised {
  readonly tuner: Tuner | undefined;
  /** Compiles the programs of its own that take the place of general ones; undefined where the plan has them. */
  readonly successor: Successor | undefined;
}

/**
 * Compiles the programs of a model's first run: few general ones, unless those of its own are there. Where kernels are
 * measured now, where an earlier visit has doubts about this device, and where a driver refuses a general program, it
 * compiles those of its own at once. `onProgram` hears how many programs are compiled. `known` are the kernels of a model
 * that was open before, which stand over all that. Throws a ShaderError, or the signal's reason.
 */
export async function compileFirstRun(
  planned: PlannedModel,
  { tune = 'off', signal }: Pick<ClassifierOptions, 'tune' | 'signal'>,
  onProgram: OnProgram,
  known?: Kernels,
): Promise<CompiledFirstRun> {
  const { graph, usual, place, pauses } = planned;
  await pauses.due();
  const tuner = tune === 'off' ? undefined : await openTuner(place, { graph, input: usual.input });
  await pauses.due();
  signal?.throwIfAborted();
  const own = new OwnPrograms(planned, tuner, known?.choices);
  const mayBeGeneral = tune !== 'now' && tuner?.hasDoubts !== true && !isCompiled(own.plan, place.pipelines);
  const general = (known?.isGeneral ?? mayBeGeneral) ? await compileGeneral(planned, onProgram) : undefined;
  if (!general) return { ...(await own.compile(onProgram)), tuner, successor: undefined };
  return { plan: general, choices: own.choices, tuner, successor: own.successor() };
}

const openTuner = async (...given: Parameters<typeof Tuner.open>): Promise<Tuner> =>
  (await import('../scheduler/tune/tuner')).Tuner.open(...given);

/** The plan of few programs; undefined where this driver refuses one. */
async function compileGeneral(
  { graph, usual: { input }, place, pauses }: PlannedModel,
  onProgram: OnProgram,
): Promise<Plan | undefined> {
  const { pipelines, storage, target } = place;
  const plan = makePlan(graph, input, storage, { target: { ...target, general: true } });
  await pauses.due();
  try {
    await compilePlan(plan, pipelines, onProgram, pauses);
    return plan;
  } catch (error) {
    if (error instanceof ShaderError) return undefined;
    throw error;
  }
}

type OnProgram = (done: number, total: number) => void;

/**
 * The programs of a model's own: by kernels that an earlier visit found to be the fastest, if tuning is not off and this
 * driver takes them, else by the usual ones.
 */
class OwnPrograms {
  readonly choices: Choices;
  /** By the choices. */
  readonly plan: Plan;
  readonly #planned: PlannedModel;
  readonly #tuner: Tuner | undefined;
  readonly #isKnown: boolean;

  constructor(planned: PlannedModel, tuner: Tuner | undefined, known: Choices | undefined) {
    const { graph, usual, place } = planned;
    const { storage, target } = place;
    this.#planned = planned;
    this.#tuner = tuner;
    this.#isKnown = known !== undefined;
    this.choices = known ?? tuner?.choices ?? new Map();
    this.plan =
      this.choices.size > 0 ? makePlan(graph, usual.input, storage, { target, choices: this.choices }) : usual;
  }

  /** Throws a ShaderError. */
  compile(onProgram?: OnProgram): Promise<Specialised> {
    const { place, pauses } = this.#planned;
    return this.#compiled(async (plan) => void (await compilePlan(plan, place.pipelines, onProgram, pauses)));
  }

  /** Where they compile beside the runs they begin to now. */
  successor(): Successor {
    const { pipelines, target } = this.#planned.place;
    if (tableOf(target).compiles === 'between')
      return {
        ready: undefined,
        compile: (signal) => this.#compiled((plan) => compileInTurn(plan, pipelines, signal)),
      };
    let ready: Specialised | undefined;
    const begun = this.compile();
    begun.then(
      (compiled) => (ready = compiled),
      () => undefined, // whoever compiles hears of it
    );
    return {
      get ready() {
        return ready;
      },
      compile: () => begun,
    };
  }

  async #compiled(compile: (plan: Plan) => Promise<void>): Promise<Specialised> {
    const { usual } = this.#planned;
    try {
      await compile(this.plan);
      return { plan: this.plan, choices: this.choices };
    } catch (error) {
      if (!(error instanceof ShaderError) || this.choices.size === 0) throw error;
      if (!this.#isKnown) this.#tuner?.forget(); // another driver than that of the earlier visit
    }
    await compile(usual);
    return { plan: usual, choices: new Map() };
  }
}
