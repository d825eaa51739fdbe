/** The page's side of a comparison: one start of a build of the library, its first logits, and its steady speed. */
import type * as Library from '../../src/index';
import type { ResNeStConfig } from '../../src/model/config';
import { seededInput } from '../../src/testing/seeded';

export interface TurnTask {
  /** The address of the build's module. */
  readonly library: string;
  readonly config: ResNeStConfig;
  readonly weights: string;
  readonly inputSize: number;
  /** By default as the checkpoint has it. */
  readonly storage?: Library.Storage;
  /** Milliseconds after a call until the next one, while runs go by general programs; undefined makes none meanwhile. */
  readonly pause?: number;
}

/** Milliseconds from the call of createClassifier, but for those of runs afterwards: their median, and the longest. */
export interface Turn {
  readonly startMs: number;
  readonly firstLogitsMs: number;
  /** Until runs go by programs of their own. */
  readonly specialisedMs: number;
  /** The longest call meanwhile; NaN without any. */
  readonly meanwhileMs: number;
  readonly steadyMs: number;
  /** With what a driver compiles only when a program first runs. */
  readonly longestMs: number;
  /** Logits. */
  readonly first: readonly number[];
  readonly steady: readonly number[];
}

const STEADY_RUNS = 5;
const LOOK_MS = 20;

export async function turn({ library, inputSize, config, pause, ...task }: TurnTask): Promise<Turn> {
  const { createClassifier } = (await import(/* @vite-ignore */ library)) as typeof Library;
  const input = seededInput([1, 3, inputSize, inputSize]);
  const began = performance.now();
  const since = (from = began): number => performance.now() - from;
  const classifier = await createClassifier({ ...task, inputSize, model: config });
  const startMs = since();
  const first = await classifier.logits(input);
  const firstLogitsMs = since();
  const meanwhile: number[] = [];
  // A build from before there were general programs does not tell.
  const isGeneral = (): boolean => (classifier.info as Partial<Library.ClassifierInfo>).programs === 'general';
  for (let quiet = performance.now(); isGeneral();) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (pause === undefined || since(quiet) < pause || !isGeneral()) continue;
    const from = performance.now();
    await classifier.logits(input);
    meanwhile.push(since(from));
    quiet = performance.now();
  }
  const specialisedMs = since();
  const times: number[] = [];
  let steady = first;
  while (times.length < STEADY_RUNS) {
    const from = performance.now();
    steady = await classifier.logits(input);
    times.push(since(from));
  }
  await classifier.dispose();
  times.sort((a, b) => a - b);
  const steadyMs = times[(STEADY_RUNS - 1) / 2] ?? NaN;
  const longestMs = Math.max(...times);
  const meanwhileMs = meanwhile.length > 0 ? Math.max(...meanwhile) : NaN;
  return {
    ...{ startMs, firstLogitsMs, specialisedMs, meanwhileMs, steadyMs, longestMs },
    ...{ first: [...first], steady: [...steady] },
  };
}
