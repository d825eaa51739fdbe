/**
 * What takes the place of the general programs of a first answer.
 */
import type { Choices } from '../../kernels/choosing/methods';
import type { Plan } from '../plan/plan';

/** The plan of a first run by programs of its own, and the methods that it was made with, where they are not the best guess. */
export interface Specialised {
  readonly plan: Plan;
  readonly choices: Choices;
}

/** Programs of a model's own that are still to compile. */
export interface Successor {
  /** Those that were compiled by the way; undefined where they are not. */
  readonly ready: Specialised | undefined;
  /** Compiles them, or waits for them. Throws a ShaderError, a DeviceLostError or the signal's reason. */
  compile(signal: AbortSignal): Promise<Specialised>;
}
