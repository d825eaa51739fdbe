/** Answers the tiles of one image. */
import { stat } from 'node:fs/promises';
import type { TileAnswer } from '../../../src/tasks/tiles/tiles';
import { withoutUndefined } from '../../common/defined';
import type { FilePath } from '../../common/files';
import { plain, sentence } from '../../common/words';
import type { Input } from '../inputs';
import type { Options } from '../options';
import type { PageClassifier } from '../pageClassifier';
import { formatScore } from '../report';
import { isTensor } from '../sources';
import { TileFiles } from './tileFiles';

/**
 * Prints an answer for each tile, as it comes, and writes it to the caller's files. The exit code is 1 if a tile could not be
 * answered; the files then hold the tiles before it, and --resume goes on. Throws the reason of `signal` when that aborts.
 */
export async function answerTiles(
  [input, ...others]: readonly Input[],
  options: Options,
  classifier: PageClassifier,
  signal: AbortSignal,
): Promise<number> {
  if (!input || others.length > 0 || !('content' in input) || isTensor(input.content))
    throw new Error('--tiles takes one image, not a folder; call it once for each');
  const { source, content } = input;
  try {
    await answerAll(source, content, options, classifier);
    return 0;
  } catch (error) {
    signal.throwIfAborted();
    console.error(`${plain(source)}: ${sentence(error)}`);
    return 1;
  }
}

async function answerAll(
  source: string,
  content: FilePath,
  options: Options,
  classifier: PageClassifier,
): Promise<void> {
  const { tiles: tile, stride, edge, topK, minScore, activation, saveGeojson, saveCsv, bounds, crs, json } = options;
  const asked = withoutUndefined({ tile, stride, edge, topK, minScore, activation });
  const { size, mtimeMs } = await stat(content);
  const { model, labels, inputSize, preprocessing, parameters } = classifier.info;
  const ofModel = { model, labels: labels.length, inputSize, preprocessing, parameters };
  const subject = JSON.stringify({ size, mtimeMs, asked, bounds, crs, ...ofModel });
  const files = await TileFiles.open({ saveGeojson, saveCsv, geo: { bounds, crs } }, subject, options.resume);
  try {
    for await (const answers of classifier.tiles(content, withoutUndefined({ ...asked, resume: files.cursor }))) {
      await files.add(answers);
      for (const answer of answers) console.log(json ? lineOfJson(source, answer) : lineOf(answer, activation));
    }
    await files.end();
  } catch (error) {
    await files.close();
    throw error;
  }
}

const lineOfJson = (
  source: string,
  { row, column, x, y, width, height, index, total, classes: top }: TileAnswer,
): string => JSON.stringify({ source, row, column, x, y, width, height, index, total, top });

function lineOf({ x, y, index, total, classes }: TileAnswer, activation: Options['activation']): string {
  const labels = classes.map(({ score, label }) => `${formatScore(score, activation)}  ${plain(label)}`);
  return `${index + 1}/${total}  at ${x},${y}  ${labels.join(', ')}`;
}
