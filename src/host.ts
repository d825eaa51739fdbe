/**
 * A model that answers calls, wherever it runs: what the public door asks of it.
 */
import type { ClassifierInfo } from './classifierInfo';
import type { TakenSheet } from './image/sheets/openSheet';
import type { ImageSource } from './image/source';
import type { SelfTestReport } from './scheduler/tune/selfTest';
import type { CallQueue } from './tasks/calls/queue';
import type { Look } from './tasks/calls/taken';
import type { GpuOutputs } from './tasks/gpuTensor';
import type { Classification } from './tasks/scoring/ranked';
import type { Source, TensorSource } from './tasks/source';
import type { Model, Task } from './tasks/task';
import type { TileAnswer, TilesOptions } from './tasks/tiles/tiles';

export interface Host {
  readonly info: ClassifierInfo;
  /** As it was open last. */
  readonly model: Model;
  readonly calls: Pick<CallQueue, 'admit'>;
  /** The answer to one source, or one answer for each of many. */
  ask<Answer>(
    task: Task<Answer>,
    sources: Source | readonly Source[],
    signal: AbortSignal | undefined,
  ): Promise<Answer | Answer[]>;
  /** The same of outputs that stay on the GPU. Throws a ConfigError where the model runs elsewhere. */
  askOnGpu<Answer>(
    task: Task<Answer, GpuOutputs>,
    sources: Source | readonly Source[],
    signal: AbortSignal | undefined,
  ): Promise<Answer | Answer[]>;
  /** The answers to the tiles of a sheet, row by row. */
  answerTiles(
    sheet: TakenSheet,
    task: Task<Classification[]>,
    options: TilesOptions,
  ): AsyncGenerator<TileAnswer, void, undefined>;
  /** The input [1, C, H, W] of a photo. */
  preprocess(source: ImageSource, look: Look, signal: AbortSignal | undefined): Promise<TensorSource>;
  selfTest(signal: AbortSignal | undefined): Promise<SelfTestReport>;
  /** Opens the model on another device; undefined is one of our own. */
  move(device: GPUDevice | undefined, signal: AbortSignal | undefined): Promise<void>;
  /** Waits for the calls that were made, then frees everything. */
  close(): Promise<void>;
}
