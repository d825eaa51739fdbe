/**
 * What answers calls: a model as it is open on one device.
 */
import type { Gpu } from '../../gpu/device';
import type { Preprocessor } from '../../kernels/photo/preprocess';
import type { Sessions } from '../../scheduler/run/sessions';
import type { Model } from '../task';
import { Intake } from './intake';
import { type Run, Runner } from './runner';

/** A model as it is open on one device, which may be lost. */
export interface Desk {
  readonly gpu: Gpu;
  readonly sessions: Sessions;
  readonly model: Model;
  readonly intake: Intake;
  readonly runner: Runner;
}

/** A model on a device, in the parts that calls need. */
interface Opened {
  readonly gpu: Gpu;
  readonly sessions: Sessions;
  readonly preprocessor: Preprocessor;
  readonly model: Model;
}

/** `onRun` is told of each run that ended well. */
export function deskOf({ gpu, sessions, preprocessor, model }: Opened, onRun: (run: Run) => void): Desk {
  const intake = new Intake(gpu, preprocessor, model);
  return { gpu, sessions, model, intake, runner: new Runner({ gpu, sessions, model, intake }, onRun) };
}

/** Where a call finds its desk: another one where a device was lost and the model was opened again. */
export interface Desks<D = Desk> {
  /** The desk that was open last. */
  readonly latest: D;
  /** Whether the next calls are answered there: its device lives, and no other one is about to take its place. */
  readonly isOpen: boolean;
  /** Throws where no desk is open and none will be. */
  check(): void;
  /**
   * The answer of a job at a desk that is open. Where its device is lost meanwhile, the job runs again at the next desk.
   * Throws a DeviceLostError where there is none, or the signal's reason.
   */
  serve<T>(signal: AbortSignal | undefined, job: (desk: D) => Promise<T>): Promise<T>;
}
