/**
 * Runs the model on batches of sources.
 */
import { needAt } from '../../core/need';
import { elementCount, type Shape4, toBlocked } from '../../core/tensor';
import type { Gpu } from '../../gpu/device';
import { inErrorScopes } from '../../gpu/scopes';
import type { OutputName } from '../../model/graph';
import type { Plan } from '../../scheduler/plan/plan';
import type { Session } from '../../scheduler/run/session';
import type { Sessions } from '../../scheduler/run/sessions';
import { type Batch, batchesOf } from './batches';
import type { Landing, Running, RunSession } from './landing';
import { type InputMaker, type PhotoInput, type Taken, TakenPhoto, TakenTensor } from './taken';
import type { Model, Seen } from '../task';

/** The outputs of one source. */
export interface Computed<Out> {
  readonly outputs: Out;
  /** The part of the source that became the input. */
  readonly seen: Seen;
}

/** A run that has ended. */
export interface Run {
  readonly plan: Plan;
  /** From the input on the GPU to the outputs where they are wanted. */
  readonly milliseconds: number;
}

/** What a model runs with. */
interface Equipment {
  readonly gpu: Gpu;
  readonly sessions: Sessions;
  readonly model: Model;
  /** Makes the inputs of photos on the same device. */
  readonly intake: InputMaker;
}

export class Runner {
  readonly #gpu: Gpu;
  readonly #sessions: Sessions;
  readonly #model: Model;
  readonly #intake: InputMaker;
  readonly #onRun: (run: Run) => void;

  /** `onRun` is told of each run that ended well. */
  constructor({ gpu, sessions, model, intake }: Equipment, onRun: (run: Run) => void) {
    this.#gpu = gpu;
    this.#sessions = sessions;
    this.#model = model;
    this.#intake = intake;
    this.#onRun = onRun;
  }

  /** The wanted outputs of each source, in order. */
  async *run<Out>(
    taken: readonly Taken[],
    wanted: readonly OutputName[],
    landing: Landing<Out>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Computed<Out>> {
    const [first] = taken;
    // A photo that cannot be read costs no plan, not even the one that says how large a batch may be.
    if (first instanceof TakenPhoto) await this.#gpu.whileAlive(first.input(this.#intake));
    for (const batch of batchesOf(taken, this.#sessions.batchLimit(...this.#model.inputSize)))
      yield* await this.#runBatch(batch, wanted, landing, signal);
  }

  async #runBatch<Out>(
    batch: Batch,
    wanted: readonly OutputName[],
    landing: Landing<Out>,
    signal: AbortSignal | undefined,
  ): Promise<readonly Computed<Out>[]> {
    if (batch instanceof TakenTensor)
      return [{ outputs: await this.#runTensor(batch, wanted, landing, signal), seen: { tensor: batch.shape } }];
    const inputs: PhotoInput[] = [];
    for (const photo of batch) {
      signal?.throwIfAborted();
      inputs.push(await this.#gpu.whileAlive(photo.input(this.#intake))); // one is decoded after the other
    }
    const { graph, inputSize } = this.#model;
    const session = await this.#sessions.get(wanted, [batch.length, graph.inChannels, ...inputSize]);
    const buffers = inputs.map(({ buffer }) => buffer);
    await this.#fill(session, buffers);
    for (const photo of batch) photo.free();
    const places = batch.map(({ place }) => place);
    const landed = await landing.ofBatch(this.#running(session, signal), places);
    return landed.map((outputs, i) => ({ outputs, seen: needAt(inputs, i, 'input of photo').seen }));
  }

  /** Puts the inputs of a batch one behind the other. */
  async #fill(session: Session, inputs: readonly GPUBuffer[]): Promise<void> {
    const { device } = this.#gpu;
    const filling = inErrorScopes(device, `a batch of ${inputs.length}`, () => {
      const encoder = device.createCommandEncoder();
      inputs.forEach((input, i) => encoder.copyBufferToBuffer(input, 0, session.input, i * input.size, input.size));
      device.queue.submit([encoder.finish()]);
    });
    await this.#gpu.whileAlive(filling);
  }

  /** As many images of a tensor at once as fit. */
  async #runTensor<Out>(
    { shape: [n, ...image], data, place }: TakenTensor,
    wanted: readonly OutputName[],
    landing: Landing<Out>,
    signal: AbortSignal | undefined,
  ): Promise<Out> {
    const { device } = this.#gpu;
    const [, height, width] = image;
    const most = this.#sessions.batchLimit(height, width);
    const numbers = elementCount(image);
    const parts = landing.ofParts(n, wanted, place);
    try {
      for (let start = 0; start < n; start += most) {
        const shape: Shape4 = [Math.min(most, n - start), ...image];
        const session = await this.#sessions.get(wanted, shape);
        const input = toBlocked(data.subarray(start * numbers, (start + shape[0]) * numbers), shape);
        const write = (): void => device.queue.writeBuffer(session.input, 0, input);
        await this.#gpu.whileAlive(inErrorScopes(device, 'a tensor', write));
        await parts.add(this.#running(session, signal), start);
      }
      return parts.whole();
    } catch (error) {
      parts.drop();
      throw error;
    }
  }

  #running(session: Session, signal: AbortSignal | undefined): Running {
    const timed: RunSession = async (session, run) => {
      const began = performance.now();
      const result = await run();
      this.#onRun({ plan: session.plan, milliseconds: performance.now() - began });
      return result;
    };
    return { gpu: this.#gpu, session, signal, timed };
  }
}
