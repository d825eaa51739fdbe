/** What `--help` prints, made of the tool's table. */
import { type Option, type Table, type Tool, written } from './types';

const WIDTH = 100;
/** The column where the words about an option begin. */
const INDENT = 24;

/** The whole help of a tool. */
export function formatHelp({ script, does, options, rest, chosenBy, notes = [] }: Tool<Table>): string {
  const rows = Object.entries(options);
  const needed = rows.flatMap(([name, row]) => (row.needed === undefined ? [] : [nameAndValue(name, row)]));
  const words = [chosenBy && written(chosenBy), rest?.usage, ...needed, '[OPTIONS]'].filter(Boolean);
  const lines = [
    ...rows.map(([name, row]) => formatRow(nameAndValue(name, row), describe(row))),
    formatRow(written('help'), 'print this'),
  ];
  const paragraphs = [...does.map((text) => wrap(text)), `npm run ${script} -- ${words.join(' ')}`, lines.join('\n')];
  return [...paragraphs, ...notes.map((text) => wrap(text))].join('\n\n');
}

const nameAndValue = (name: string, { value }: Option): string => [written(name), value].filter(Boolean).join(' ');

/** The words about an option: the help, the words that its value may be, and its default. */
function describe({ kind, help, byDefault, otherwise = byDefault }: Option): string {
  const listed = kind?.listed === undefined ? help : `${help}: ${kind.listed}`;
  return otherwise === undefined ? listed : `${listed} (default: ${otherwise})`;
}

/** An option in its column and the words about it in theirs, which begin on the next line if the option is long. */
function formatRow(left: string, words: string): string {
  const indent = ' '.repeat(INDENT);
  const first = `  ${left}`;
  const right = wrap(words, WIDTH - INDENT).replaceAll('\n', `\n${indent}`);
  return first.length < INDENT ? first.padEnd(INDENT) + right : `${first}\n${indent}${right}`;
}

/** Breaks a text between words, so that no line is longer than `width` unless a word is. */
function wrap(text: string, width = WIDTH): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
