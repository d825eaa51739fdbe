/**
 * How a task is asked about sources, from the call to the answers.
 */
import { needAt } from '../../core/need';
import type { OutputName } from '../../model/graph';
import type { Source } from '../source';
import { type Task, wantedOf } from '../task';
import type { Desks } from './desk';
import type { Landing } from './landing';
import type { CallQueue } from './queue';
import type { Taken } from './taken';

/** What every question needs. */
export interface Office {
  readonly desks: Desks;
  readonly calls: CallQueue;
}

/**
 * The answer to one source, or one answer for each of many. Throws a ConfigError for a model that lacks a wanted output,
 * a ResNeStError after `dispose`, an ImageError for a source that cannot be read, or the reason of `signal`.
 */
export async function ask<Answer, Out>(
  { desks, calls }: Office,
  task: Task<Answer, Out>,
  sources: Source | readonly Source[],
  landing: Landing<Out>,
  signal: AbortSignal | undefined,
): Promise<Answer | Answer[]> {
  const { model, intake } = desks.latest;
  const wanted = wantedOf(task, model.graph);
  calls.admit(signal);
  const many = isMany(sources);
  const taken = intake.takeAll(many ? sources : [sources], task, desks.isOpen);
  const done = await answerAll({ desks, calls }, task, wanted, taken, landing, signal);
  return many ? done : needAt(done, 0, 'answer');
}

/** The answers to sources that were taken, each of which is released. Throws as `ask` does. */
export async function answerTaken<Answer, Out>(
  { desks, calls }: Office,
  task: Task<Answer, Out>,
  taken: readonly Taken[],
  landing: Landing<Out>,
  signal: AbortSignal | undefined,
): Promise<Answer[]> {
  try {
    const wanted = wantedOf(task, desks.latest.model.graph);
    calls.admit(signal);
    return await answerAll({ desks, calls }, task, wanted, taken, landing, signal);
  } catch (error) {
    for (const source of taken) source.release();
    throw error;
  }
}

async function answerAll<Answer, Out>(
  { calls }: Office,
  task: Task<Answer, Out>,
  wanted: readonly OutputName[],
  taken: readonly Taken[],
  landing: Landing<Out>,
  signal: AbortSignal | undefined,
): Promise<Answer[]> {
  const done: Answer[] = []; // they stay right where a device is lost before the rest is answered
  const discardable: Out[] = []; // all others are garbage once they are answered
  const forget = (): void => {
    done.length = 0;
    for (const outputs of discardable.splice(0)) landing.discard?.(outputs);
  };
  let isRefused = false;
  try {
    await calls.inTurn(
      signal,
      async ({ model, runner }) => {
        if (landing.discard) forget(); // what an earlier device holds is of no use
        for await (const { outputs, seen } of runner.run(taken.slice(done.length), wanted, landing, signal)) {
          if (landing.discard) discardable.push(outputs);
          done.push(await task.answer(outputs, model, seen));
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
