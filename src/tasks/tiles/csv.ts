/**
 * The tiles of a sheet as CSV: a line for each class of an answer.
 */
import { oneOf, type Readers, read } from '../../options/read';
import { answersIn, type TileAnswer } from './tiles';

const COLUMNS = ['row', 'column', 'x', 'y', 'width', 'height', 'rank', 'index', 'label', 'score'];

export interface CsvOptions {
  /**
   * Whether the first line has the names of the columns: row, column, x, y, width, height, rank, index, label, score.
   * @default true
   * @example toCSV(answer, { header: false })
   */
  readonly header?: boolean | undefined;
}

const CSV: Readers<CsvOptions> = { header: oneOf('header', [true, false]) };

/**
 * An answer of `classifyTiles`, or an array of them, as lines of CSV (RFC 4180, UTF-8), each with its end: one for each class
 * that an answer lists, `rank` 1 for the best. Of an answer without classes the last four fields are empty. Throws a
 * ConfigError for anything but answers, and for wrong options.
 * @example const text = toCSV(answers);
 * @example for await (const answer of tiles) await file.write(toCSV(answer, { header: answer.index === 0 }));
 */
export function toCSV(answers: TileAnswer | readonly TileAnswer[], options: CsvOptions = {}): string {
  const { header = true } = read(options, CSV, 'toCSV', '{ header: false }');
  const lines = answersIn(answers, 'toCSV').flatMap(linesOf);
  return [...(header ? [COLUMNS] : []), ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

type Field = string | number;

function linesOf({ row, column, x, y, width, height, classes }: TileAnswer): Field[][] {
  const tile = [row, column, x, y, width, height];
  if (classes.length === 0) return [[...tile, '', '', '', '']];
  return classes.map(({ index, label, score }, i) => [...tile, i + 1, index, label, score]);
}

const field = (value: Field): string =>
  typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
