/**
 * The model as it is open now: opened again where its device is lost, and moved to another device where the caller asks.
 */
import { DeviceLostError } from '../core/errors';
import { linked, untilAborted } from '../core/waiting';
import { messageOf } from '../core/wording';
import type { ClassifierInfo } from '../classifierInfo';
import type { ClassifierOptions } from '../door';
import { CurrentInfo, infoAtStart, kernelsOf } from './info';
import { closeModel, type OpenModel } from '../open';
import { LOSS_DELAY_MS } from '../gpu/loss';
import type { Before } from '../opening/again';
import type { Losses } from './losses';
import { openDespiteLoss, optionsAgain } from './reopening';
import { type Desk, deskOf, type Desks } from '../tasks/calls/desk';
import { IdleTuning } from '../tasks/calls/between/idleTuning';
import { Specialising } from '../tasks/calls/between/specialising';
import { CallQueue, disposed } from '../tasks/calls/queue';
import type { Run } from '../tasks/calls/runner';
import type { Model } from '../tasks/task';

/** A model on one device. */
interface Stay {
  readonly opened: OpenModel;
  readonly desk: Desk;
  readonly specialising: Specialising | undefined;
  readonly tuning: IdleTuning | undefined;
  readonly info: CurrentInfo;
  lastRun: Run | undefined;
}

export class LivingModel implements Desks {
  readonly calls: CallQueue;
  #options: ClassifierOptions;
  readonly #losses: Losses;
  readonly #timings: ClassifierInfo['timings'];
  /** They end, when the classifier is disposed of, the move and the opening that are under way. */
  readonly #moveEnd = new AbortController();
  readonly #openingEnd = new AbortController();
  #stay: Stay;
  /** Ends the listening for the loss of the device. */
  #unwatch = (): void => undefined;
  /** Set while the model is opened again; it never rejects. */
  #opening: Promise<void> | undefined;
  /** Why calls cannot be answered. */
  #failure: DeviceLostError | undefined;
  /** Where the moves lead that are under way or wait for their turn; undefined is a device of our own. */
  readonly #moves: (GPUDevice | undefined)[] = [];
  /** Adapters, by their names, of which a device was lost before idle tuning had finished; they are not tuned again. */
  readonly #lostInTuning = new Set<string>();
  /** Whether kernels were measured on a device that is lost, and are used on this one. */
  #isTuned = false;

  /** `options` and `losses` are those that the model was opened with. */
  constructor(opened: OpenModel, options: ClassifierOptions, losses: Losses, startMs: number) {
    this.calls = new CallQueue(this);
    this.#options = optionsAgain(options);
    this.#losses = losses;
    this.#timings = { startMs, fromCache: opened.fromCache };
    this.#stay = this.#stayOf(opened);
    this.#watch();
  }

  get info(): ClassifierInfo {
    const { count: deviceLosses } = this.#losses;
    const { info, lastRun, opened, specialising } = this.#stay;
    const kernels = kernelsOf(opened.sessions, this.#isMeasured);
    return info.after({ lastRun, ...kernels, notSpecialised: specialising?.failure, deviceLosses });
  }

  get latest(): Desk {
    return this.#stay.desk;
  }

  get isOpen(): boolean {
    return !this.#opening && !this.#failure && this.#moves.every((device) => this.#staysAt(device));
  }

  check(): void {
    if (!this.#failure || this.#moves.length > 0) return;
    // The GPU or the network may be back by now.
    if (this.#failure.code !== 'not-recovered') throw this.#failure;
    this.#reopen(this.#failure);
  }

  async serve<T>(signal: AbortSignal | undefined, job: (desk: Desk) => Promise<T>): Promise<T> {
    for (;;) {
      await this.#opened(signal);
      if (this.#failure) throw this.#failure;
      const { desk } = this.#stay;
      try {
        return await job(desk);
      } catch (error) {
        if (!desk.gpu.loss || signal?.aborted || this.#isStuckAt(desk)) throw error;
      }
    }
  }

  /** Whether a device is lost and nothing has begun that would replace it. */
  #isStuckAt(desk: Desk): boolean {
    return desk === this.#stay.desk && !this.#opening && !this.#failure;
  }

  /** Opens the model on another device, after the calls that have been made. */
  async move(device: GPUDevice | undefined, signal: AbortSignal | undefined): Promise<void> {
    this.#moves.push(device); // from here on calls wait, whatever has failed before
    try {
      this.calls.admit(signal);
      const either = linked([signal, this.#moveEnd.signal]);
      await this.calls.between(either.signal, () => this.#moveNow(device, either.signal)).finally(either.end);
    } finally {
      this.#moves.splice(this.#moves.indexOf(device), 1);
    }
  }

  /** Ends a move, waits for the calls that have been made, then frees everything. */
  async close(): Promise<void> {
    this.#stay.specialising?.end();
    const closing = this.calls.close();
    this.#moveEnd.abort(disposed());
    await closing;
    this.#openingEnd.abort(disposed());
    await this.#opening;
    await this.#stay.tuning?.ended();
    this.#leave();
  }

  async #moveNow(device: GPUDevice | undefined, signal: AbortSignal): Promise<void> {
    await this.#opened(signal);
    this.#losses.forget();
    if (this.#staysAt(device)) {
      // The browser may not have told of a loss yet.
      await untilAborted(signal, new Promise((resolve) => setTimeout(resolve, LOSS_DELAY_MS)));
      await this.#opened(signal);
      if (this.#staysAt(device)) return;
    }
    const wasOpen = !this.#failure;
    this.#unwatch(); // else a loss meanwhile would open it twice
    const options = { ...this.#options, device };
    try {
      const opened = await openDespiteLoss({ ...options, signal }, this.#losses, this.#before());
      await this.#endTuning();
      if (signal.aborted) {
        closeModel(opened);
        throw signal.reason as Error;
      }
      this.#leave();
      this.#options = options;
      this.#settle(opened);
    } catch (error) {
      if (wasOpen) this.#watch();
      throw error;
    }
  }

  /** Whether the model is open and a move to this device leaves it where it is. */
  #staysAt(device: GPUDevice | undefined): boolean {
    return !this.#failure && (device === undefined || device === this.#stay.opened.gpu.device);
  }

  /** Ends the tuning of the present stay, in the turn of a call: its work is not to run on a device that is given back. */
  async #endTuning(): Promise<void> {
    const { tuning } = this.#stay;
    tuning?.end();
    await tuning?.ended();
  }

  /** Waits until the model is open again, or cannot be opened. Rejects with the signal's reason. */
  async #opened(signal: AbortSignal | undefined): Promise<void> {
    await untilAborted(signal, Promise.resolve(this.#opening));
  }

  #watch(): void {
    const { gpu } = this.#stay.opened;
    this.#unwatch = gpu.onLoss((loss) => {
      if (this.#stay.tuning?.isUnfinished) this.#lostInTuning.add(gpu.adapter);
      this.#failure = this.#losses.note(loss, gpu.isOwn, 'recover');
      if (!this.#failure) this.#reopen(loss);
      this.#leave();
    });
  }

  /** Begins to open the model again on a device of our own. */
  #reopen(cause: DeviceLostError): void {
    this.#failure = undefined;
    const opening = openDespiteLoss({ ...this.#options, signal: this.#openingEnd.signal }, this.#losses, this.#before())
      .then(
        (opened) => this.#settle(opened),
        (error: unknown) => {
          this.#failure = error instanceof DeviceLostError ? error : notRecovered(cause, error);
        },
      )
      .finally(() => {
        if (this.#opening === opening) this.#opening = undefined; // a loss meanwhile has begun the next one
      });
    this.#opening = opening;
  }

  #settle(opened: OpenModel): void {
    const before = this.#before();
    this.#failure = undefined;
    this.#isTuned = this.#isMeasured && opened.sessions.choices === before.choices;
    this.#stay = this.#stayOf(opened);
    this.#watch();
  }

  /** Frees all of the present stay; work that still runs there finds out by itself. */
  #leave(): void {
    const { opened, specialising, tuning } = this.#stay;
    this.#unwatch();
    specialising?.end();
    tuning?.end();
    closeModel(opened);
  }

  /** Whether this classifier has measured the kernels that runs use. */
  get #isMeasured(): boolean {
    const { opened, tuning } = this.#stay;
    return this.#isTuned || opened.isMeasured || (tuning?.isDone ?? false);
  }

  #before(): Before {
    const { planned, sha256, sessions } = this.#stay.opened;
    return { planned, sha256, choices: sessions.choices, isGeneral: sessions.isGeneral };
  }

  #stayOf(opened: OpenModel): Stay {
    const { gpu, weights, sessions, preprocessor, successor, idleTuner: tuner, planned } = opened;
    const { inputSize, preprocessing, labels } = planned.identified;
    const model: Model = { graph: planned.graph, inputSize, preprocessing, labels, rows: sessions.rows };
    const mayTune = !this.#lostInTuning.has(gpu.adapter);
    const tuning = tuner && mayTune ? new IdleTuning(tuner, weights, sessions, this.calls.turns) : undefined;
    const specialising = successor && new Specialising(successor, sessions, this.calls);
    // The first run is when tuning begins, if it can tune the programs that stay.
    const desk = deskOf({ gpu, sessions, preprocessor, model }, (run) => {
      stay.lastRun = run;
      specialising?.begin();
      if (!sessions.isGeneral) tuning?.begin();
      else void specialising?.ended.then((isSpecialised) => isSpecialised && tuning?.begin());
    });
    const stay: Stay = {
      ...{ opened, desk, specialising, tuning, lastRun: undefined },
      info: new CurrentInfo(infoAtStart(opened, this.#options.precision, this.#timings)),
    };
    return stay;
  }
}

function notRecovered(loss: DeviceLostError, cause: unknown): DeviceLostError {
  const message = `the GPU device was lost, and the model is not open again: ${messageOf(cause)}`;
  return new DeviceLostError('not-recovered', message, { cause: cause ?? loss });
}
