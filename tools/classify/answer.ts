/** Answers the inputs one after the other. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ranked } from '../../src/tasks/scoring/ranked';
import { fromCaller } from '../common/files';
import { ExplanationFolder } from './explanations';
import type { Input, ReadableInput } from './inputs';
import { concatenate, formatNpy, type FloatArray } from './npy';
import type { Options } from './options';
import type { PageClassifier } from './pageClassifier';
import { formatJson, formatText } from './report';
import { discard, save } from './saving';
import { isTensor } from './sources';
import { blame, plain, sentence } from '../common/words';

/**
 * Prints an answer for each input, in order, as soon as it is there: a result on stdout, or one line on stderr that
 * says what is wrong with it. The exit code is 1 if there was an error. Throws the reason of `signal` when that aborts.
 */
export async function answer(
  inputs: readonly Input[],
  options: Options,
  classifier: PageClassifier,
  signal: AbortSignal,
): Promise<number> {
  const preprocessed: FloatArray[] = [];
  const features: Readonly<Record<string, FloatArray>>[] = [];
  const explanations =
    options.saveExplanation === undefined ? undefined : new ExplanationFolder(options.saveExplanation);
  const asked = options.region ? { regionOfInterest: options.region } : {};
  const isClassifier = classifier.info.outputs.includes('logits');
  let exitCode = 0;
  for (const input of inputs) {
    if ('note' in input) {
      console.error(noteOf(input));
      continue;
    }
    try {
      const { source, content } = readable(input);
      const maps = options.saveFeatures === undefined ? undefined : await classifier.features(content, asked);
      const answered = maps && !isClassifier ? undefined : await classifier.logits(content, asked); // its features are all
      const made = options.saveInput === undefined ? undefined : await classifier.preprocess(content, asked);
      const explained = explanations ? await classifier.explain(content, asked) : [];
      // Rows are of what was answered in whole.
      await explanations?.add(source, explained);
      if (maps) features.push(maps);
      if (made) preprocessed.push(made);
      if (!answered) continue;
      const { logits, milliseconds } = answered;
      const rows = splitRows(logits, isTensor(content) ? (content.shape[0] ?? 1) : 1);
      const { topK, minScore, activation } = options;
      const question = { topK, minScore, activation, labels: classifier.info.labels };
      const top = ranked(rows[0] ?? new Float32Array(0), question);
      const wanted = options.logits ? { logits: rows.map((row) => [...row]) } : {};
      const result = { source, adapter: classifier.info.adapter, top, milliseconds, ...wanted };
      console.log(options.json ? formatJson(result) : formatText(result, activation));
    } catch (error) {
      signal.throwIfAborted();
      console.error(`${plain(input.source)}: ${sentence(error)}`);
      exitCode = 1;
    }
  }
  if (options.saveInput !== undefined) await saveRows(options.saveInput, preprocessed);
  if (options.saveFeatures !== undefined) await saveFeatures(options.saveFeatures, features);
  await explanations?.close();
  return exitCode;
}

/** Prints what is wrong with inputs of which none can be read. */
export async function complain(
  inputs: readonly Input[],
  { saveInput, saveFeatures, saveExplanation }: Options,
): Promise<number> {
  for (const input of inputs)
    if ('error' in input) console.error(`${plain(input.source)}: ${input.error}`);
    else if ('note' in input) console.error(noteOf(input));
  if (saveInput !== undefined) await discard(saveInput);
  if (saveFeatures !== undefined) for (const name of FEATURES) await discard(join(saveFeatures, `${name}.npy`));
  if (saveExplanation !== undefined) await new ExplanationFolder(saveExplanation).close();
  return 1;
}

const noteOf = ({ source, note }: Extract<Input, { note: string }>): string => `${plain(source)}: ${plain(note)}`;

function readable(input: Exclude<Input, { note: string }>): ReadableInput {
  if ('error' in input) throw new Error(input.error);
  return input;
}

function splitRows(values: Float32Array, rows: number): Float32Array[] {
  const length = values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.subarray(row * length, (row + 1) * length));
}

/** One file of all rows; none where there are none. */
const saveRows = (path: string, rows: readonly FloatArray[]): Promise<void> =>
  rows.length === 0 ? discard(path) : save(path, formatNpy(concatenate(rows)));

const FEATURES = ['layer1', 'layer2', 'layer3', 'layer4', 'embedding'] as const;

/** One file for each layer and for the embedding, with the sources along the first dimension. */
async function saveFeatures(folder: string, features: readonly Readonly<Record<string, FloatArray>>[]): Promise<void> {
  await mkdir(fromCaller(folder), { recursive: true }).catch((error: unknown) => blame(folder, error));
  for (const name of FEATURES) {
    const maps = features.flatMap((of) => of[name] ?? []);
    await saveRows(join(folder, `${name}.npy`), maps);
  }
}
