/**
 * A step on known operands, ready to be computed by one method after the other.
 */
import { floatsToHalves } from '../../../core/bits/half';
import { need, needAt } from '../../../core/need';
import type { Precision } from '../../../core/precision';
import { toBlocked } from '../../../core/tensor';
import { inErrorScopes } from '../../../gpu/scopes';
import type { Method } from '../../../kernels/choosing/methods';
import { inputNames } from '../../../ops/op';
import type { Operands } from '../../../ops/operands';
import { packAll } from '../../../weights/packing/packAll';
import { type KnownOperands, knownOperandsOf } from './operands';
import { planSteps } from '../../plan/makePlan';
import type { Plan } from '../../plan/plan';
import { compilePlan, type CompiledPlan } from '../../run/compile';
import { Session } from '../../run/session';
import { GpuWeights } from '../../run/weights';
import { Pace } from '../../run/turns/pace';
import type { Place } from '../../run/place';
import type { DistinctStep } from '../distinctSteps';

/** A step by one method whose programs are compiled. */
export interface Prepared {
  readonly plan: Plan;
  readonly compiled: CompiledPlan;
  readonly weights: GpuWeights;
}

export class Workbench {
  readonly #place: Place;
  readonly #distinct: DistinctStep;
  readonly #known: KnownOperands;
  readonly #pace = new Pace();
  /** By the layouts that plans want: a plain and a blocked weight differ. */
  readonly #weights = new Map<string, GpuWeights>();
  readonly #sessions: Session[] = [];

  /** `large` activations try what f16 can hold. */
  constructor(place: Place, distinct: DistinctStep, large = false) {
    this.#place = place;
    this.#distinct = distinct;
    this.#known = knownOperandsOf(distinct, this.#planOf(distinct.method).weights, large);
  }

  /** In which numbers the step computes. */
  get precision(): Precision {
    return this.#distinct.halves.length > 0 ? 'f16' : 'f32';
  }

  get operands(): Operands {
    return this.#known.operands;
  }

  /** Compiles what a method needs, and brings its weights to the GPU. Throws a ShaderError, a GpuMemoryError or a DeviceLostError. */
  async prepare(method: Method): Promise<Prepared> {
    const plan = this.#planOf(method);
    const compiled = await compilePlan(plan, this.#place.pipelines);
    return { plan, compiled, weights: await this.#weightsFor(plan) };
  }

  /** A session with the known activations in its inputs. Throws as `prepare` does. */
  async open({ plan, compiled, weights }: Prepared): Promise<Session> {
    const { gpu } = this.#place;
    const session = await Session.create(gpu, plan, compiled, weights, this.#pace);
    this.#sessions.push(session);
    const activations = new Map(Object.entries(this.operands.activations));
    const fill = inErrorScopes(gpu.device, 'known activations', () =>
      inputNames(this.#distinct.step.op).forEach((name, id) => {
        const { data } = need(activations, name, 'activation');
        const blocked = toBlocked(data, needAt(this.#distinct.inputs, id, 'input'));
        const numbers = this.#distinct.halves.includes(id) ? floatsToHalves(blocked) : blocked;
        gpu.device.queue.writeBuffer(session.inputOf(id), 0, numbers as GPUAllowSharedBufferSource);
      }),
    );
    await gpu.whileAlive(fill);
    return session;
  }

  /** Frees everything, sessions included. */
  destroy(): void {
    for (const session of this.#sessions.splice(0)) session.destroy();
    for (const weights of this.#weights.values()) weights.destroy();
    this.#weights.clear();
  }

  /** The plan of the step, with the output `step`, and `pool` where the step may pool on the way. */
  #planOf(method: Method): Plan {
    const { step, inputs, key, pool, halves } = this.#distinct;
    const { storage, target } = this.#place;
    const options = { target, choices: new Map([[key, method]]), halves };
    if (!pool) return planSteps([step], inputs, storage, { ...options, wanted: { step: step.output } });
    const id = step.output + 1;
    const pooling = { name: `${step.name} pool`, op: pool, inputs: [step.output], output: id, weights: [] };
    const wanted = { step: step.output, pool: id };
    return planSteps([step, pooling], inputs, storage, { ...options, wanted, inParts: [id] });
  }

  async #weightsFor({ weights: requests }: Plan): Promise<GpuWeights> {
    const orders = requests.map(({ layout }) => layout).join();
    const there = this.#weights.get(orders);
    if (there) return there;
    const { gpu } = this.#place;
    const weights = new GpuWeights(gpu.device);
    this.#weights.set(orders, weights);
    const known = requests.map((request) => ({ ...request, source: { conv: request.source.conv, bias: true } }));
    for await (const packed of packAll(known, this.#known.stateDict))
      await gpu.whileAlive(inErrorScopes(gpu.device, 'known weights', () => weights.upload(packed)));
    return weights;
  }
}
