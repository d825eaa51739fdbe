/**
 * How a task is asked about sources, from the call to the answers.
 */
import { needAt } from '../../core/need';
import type { OutputName } from '../../model/graph';
import type { Source } from '../source';
import { type Model, type Task, wantedOf } from '../task';
import type { Desk, Desks } from './desk';
import type { Landing } from './landing';
import type { CallQueue } from './queue';
import type { Computed } from './runner';
import type { Held, Look, Taken } from './taken';

/** What every question needs. */
export interface Office<D = Desk> {
  readonly desks: Desks<D>;
  readonly calls: CallQueue<D>;
}

/** What a question needs of a desk, wherever its model runs. */
interface Asked<H extends Held> {
  readonly model: Model;
  readonly intake: { takeAll(sources: readonly Source[], look: Look, isOpen: boolean): readonly H[] };
}

/** How a desk answers, and what becomes of its outputs. */
export interface Way<D, H extends Held, Out> {
  /** The wanted outputs of each source, in order. */
  run(
    desk: D,
    taken: readonly H[],
    wanted: readonly OutputName[],
    signal: AbortSignal | undefined,
  ): AsyncIterable<Computed<Out>>;
  /** As a landing's. */
  readonly discard?: ((outputs: Out) => void) | undefined;
}

/** By a run on the GPU. */
export const byGpu = <Out>(landing: Landing<Out>): Way<Desk, Taken, Out> => ({
  run: ({ runner }, taken, wanted, signal) => runner.run(taken, wanted, landing, signal),
  discard: landing.discard && ((outputs) => landing.discard?.(outputs)),
});

/**
 * The answer to one source, or one answer for each of many. Throws a ConfigError for a model that lacks a wanted output,
 * a ResNeStError after `dispose`, an ImageError for a source that cannot be read, or the reason of `signal`.
 */
export async function ask<Answer, Out, H extends Held, D extends Asked<H>>(
  { desks, calls }: Office<D>,
  task: Task<Answer, Out>,
  sources: Source | readonly Source[],
  way: Way<D, H, Out>,
  signal: AbortSignal | undefined,
): Promise<Answer | Answer[]> {
  const { model, intake } = desks.latest;
  const wanted = wantedOf(task, model.graph);
  calls.admit(signal);
  const many = isMany(sources);
  const taken = intake.takeAll(many ? sources : [sources], task, desks.isOpen);
  const done = await answerAll(calls, task, wanted, taken, way, signal);
  return many ? done : needAt(done, 0, 'answer');
}

/** The answers to sources that were taken, each of which is released. Throws as `ask` does. */
export async function answerTaken<Answer, Out, H extends Held, D extends Asked<H>>(
  { desks, calls }: Office<D>,
  task: Task<Answer, Out>,
  taken: readonly H[],
  way: Way<D, H, Out>,
  signal: AbortSignal | undefined,
): Promise<Answer[]> {
  try {
    const wanted = wantedOf(task, desks.latest.model.graph);
    calls.admit(signal);
    return await answerAll(calls, task, wanted, taken, way, signal);
  } catch (error) {
    for (const source of taken) source.release();
    throw error;
  }
}

async function answerAll<Answer, Out, H extends Held, D extends Asked<H>>(
  calls: CallQueue<D>,
  task: Task<Answer, Out>,
  wanted: readonly OutputName[],
  taken: readonly H[],
  { run, discard }: Way<D, H, Out>,
  signal: AbortSignal | undefined,
): Promise<Answer[]> {
  const done: Answer[] = []; // they stay right where a device is lost before the rest is answered
  const discardable: Out[] = []; // all others are garbage once they are answered
  const forget = (): void => {
    done.length = 0;
    for (const outputs of discardable.splice(0)) discard?.(outputs);
  };
  let isRefused = false;
  try {
    await calls.inTurn(
      signal,
      async (desk) => {
        if (discard) forget(); // what an earlier device holds is of no use
        for await (const { outputs, seen } of run(desk, taken.slice(done.length), wanted, signal)) {
          if (discard) discardable.push(outputs);
          done.push(await task.answer(outputs, desk.model, seen));
        }
      },
      () => {
        for (const source of taken) source.release();
        if (isRefused) forget(); // an abort is answered before the run has ended
      },
    );
  } catch (error) {
    isRefused = true;
    forget();
    throw error;
  }
  return done;
}

/** Whether a call has many sources, each with an answer of its own. */
export const isMany = <One>(sources: One | readonly One[]): sources is readonly One[] => Array.isArray(sources);
