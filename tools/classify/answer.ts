/** Answers the inputs one after the other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { topK } from '../../src/image/topk';
import { blame, fromCaller, plain, sentence } from './files';
import type { Input, ReadableInput } from './inputs';
import { concatenate, formatNpy, type FloatArray } from './npy';
import type { Options } from './options';
import type { Session } from './page';
import { formatJson, formatText } from './report';

/**
 * Prints an answer for each input, in order, as soon as it is there: a result on stdout, or one line on stderr that
 * says what is wrong with it. The exit code is 1 if there was an error. Throws the reason of `signal` when that aborts.
 */
export async function answer(
  inputs: readonly Input[],
  options: Options,
  session: Session,
  signal: AbortSignal,
): Promise<number> {
  const preprocessed: FloatArray[] = [];
  const features: Readonly<Record<string, FloatArray>>[] = [];
  let exitCode = 0;
  for (const input of inputs) {
    try {
      const { source, content } = readable(input);
      if (options.saveFeatures !== undefined) features.push(await session.features(content));
      if (options.saveFeatures !== undefined && session.info.config.numClasses === 0) continue; // a backbone: that was all
      const { logits, milliseconds } = await session.logits(content);
      if (options.saveInput !== undefined) preprocessed.push(await session.preprocess(content));
      const rows = splitRows(logits, typeof content === 'string' ? 1 : (content.shape[0] ?? 1));
      const top = topK(rows[0] ?? new Float32Array(0), options.topK, session.info.labels);
      const wanted = options.logits ? { logits: rows.map((row) => [...row]) } : {};
      const result = { source, adapter: session.info.adapter, top, milliseconds, ...wanted };
      console.log(options.json ? formatJson(result) : formatText(result));
    } catch (error) {
      signal.throwIfAborted();
      console.error(`${plain(input.source)}: ${sentence(error)}`);
      exitCode = 1;
    }
  }
  if (options.saveInput !== undefined && preprocessed.length > 0) await save(options.saveInput, preprocessed);
  if (options.saveFeatures !== undefined) await saveFeatures(options.saveFeatures, features);
  return exitCode;
}

/** Prints what is wrong with inputs of which none can be read. */
export function complain(inputs: readonly Input[]): number {
  for (const input of inputs) if ('error' in input) console.error(`${plain(input.source)}: ${input.error}`);
  return 1;
}

function readable(input: Input): ReadableInput {
  if ('error' in input) throw new Error(input.error);
  return input;
}

function splitRows(values: Float32Array, rows: number): Float32Array[] {
  const length = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.subarray(row * length, (row + 1) * length));
}

async function save(path: string, inputs: readonly FloatArray[]): Promise<void> {
  await writeFile(fromCaller(path), formatNpy(concatenate(inputs))).catch((error: unknown) => blame(path, error));
}

/** One file for each layer and for the embedding, with the sources along the first dimension. */
async function saveFeatures(folder: string, features: readonly Readonly<Record<string, FloatArray>>[]): Promise<void> {
  await mkdir(fromCaller(folder), { recursive: true }).catch((error: unknown) => blame(folder, error));
  for (const name of Object.keys(features[0] ?? {}))
    await save(
      join(folder, `${name}.npy`),
      features.flatMap((maps) => maps[name] ?? []),
    );
}
