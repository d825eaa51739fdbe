/** The page's side: one start of the library, watched from within. */
import type * as Library from '../../src/index';
import type { ResNeStConfig } from '../../src/model/config';
import { seededInput } from '../../src/testing/seeded';

/** Marks of a start, up to the first logits. */
export const BEGAN = 'start began';
export const ENDED = 'start ended';

export interface Task {
  readonly config: ResNeStConfig;
  readonly weights: string;
  readonly inputSize: number;
  /** By default as the checkpoint has it. */
  readonly storage?: Library.Storage;
}

/** A start; spans are milliseconds from the call of createClassifier. */
export interface Start {
  readonly fromCache: boolean;
  /** To the first and the last piece of the file; undefined where none came. */
  readonly download: readonly [number, number] | undefined;
  /** To the first and the last of the weights on their way to the GPU, and of the programs. */
  readonly weights: readonly [number, number];
  readonly programs: readonly [number, number];
  /** To the classifier. */
  readonly startMs: number;
  /** To the first logits. */
  readonly firstLogitsMs: number;
  /** One more run. */
  readonly runMs: number;
}

/** What is in memory before a start. */
interface Ready {
  readonly createClassifier: (typeof Library)['createClassifier'];
  readonly input: Library.TensorSource;
}

/** Brings the library and an input into the page. */
export async function prepare({ inputSize }: Task): Promise<Ready> {
  const { createClassifier } = (await import(/* @vite-ignore */ '/resnest-webgpu.js' as string)) as typeof Library;
  return { createClassifier, input: seededInput([1, 3, inputSize, inputSize]) };
}

export async function start({ createClassifier, input }: Ready, { config, ...task }: Task): Promise<Start> {
  const pieces: number[] = [];
  const weights: number[] = [];
  const programs: number[] = [];
  const { writeBuffer } = GPUQueue.prototype;
  GPUQueue.prototype.writeBuffer = function (...args: Parameters<typeof writeBuffer>) {
    weights.push(performance.now());
    return writeBuffer.apply(this, args);
  };
  const { createComputePipelineAsync } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipelineAsync = async function (descriptor) {
    programs.push(performance.now());
    const pipeline = await createComputePipelineAsync.call(this, descriptor);
    programs.push(performance.now());
    return pipeline;
  };

  await new Promise((resolve) => setTimeout(resolve)); // a task of its own
  performance.mark(BEGAN);
  const began = performance.now();
  const onProgress = ({ stage }: Library.Progress): void => {
    if (stage === 'download') pieces.push(performance.now());
  };
  const classifier = await createClassifier({ ...task, model: config, onProgress });
  const startMs = performance.now() - began;
  const spans = [weights, programs, pieces].map(
    (times) => [Math.min(...times) - began, Math.max(...times) - began] as const,
  );
  await classifier.logits(input);
  performance.mark(ENDED);
  const firstLogitsMs = performance.now() - began;
  await classifier.logits(input);
  const runMs = performance.now() - began - firstLogitsMs;
  const { fromCache } = classifier.info.timings;
  await classifier.dispose();
  const [weightsSpan = [0, 0], programsSpan = [0, 0], piecesSpan] = spans;
  return {
    ...{ fromCache, weights: weightsSpan, programs: programsSpan, startMs, firstLogitsMs, runMs },
    download: pieces.length > 0 ? piecesSpan : undefined,
  };
}
