/**
 * How a task is asked about sources, from the call to the answers.
 */
import { needAt } from '../../core/need';
import type { CallQueue } from './queue';
import type { Intake } from './intake';
import type { Runner } from './runner';
import type { Source } from '../source';
import { type Model, type Task, wantedOf } from '../task';

/** What every question needs. */
export interface Desk {
  readonly model: Model;
  readonly calls: CallQueue;
  readonly intake: Intake;
  readonly runner: Runner;
}

/**
 * The answer to one source, or one answer for each of many. Throws a ConfigError for a model that lacks a wanted output,
 * a ResNeStError after `dispose`, an ImageError for a source that cannot be read, or the reason of `signal`.
 */
export async function ask<Answer>(
  { model, calls, intake, runner }: Desk,
  task: Task<Answer>,
  sources: Source | readonly Source[],
  signal: AbortSignal | undefined,
): Promise<Answer | Answer[]> {
  const wanted = wantedOf(task, model.graph);
  calls.admit(signal);
  const many = isMany(sources);
  const taken = intake.takeAll(many ? sources : [sources], task);
  try {
    const answers = await calls.inTurn(signal, async () => {
      const done: Answer[] = [];
      for await (const { outputs, seen } of runner.run(taken, wanted, signal))
        done.push(await task.answer(outputs, model, seen));
      return done;
    });
    return many ? answers : needAt(answers, 0, 'answer');
  } finally {
    for (const source of taken) source.release();
  }
}

const isMany = (sources: Source | readonly Source[]): sources is readonly Source[] => Array.isArray(sources);
