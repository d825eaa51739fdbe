/** The tables of ARCHITECTURE.md that `npm run docs` writes between markers. */
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../common/project';
import { ROOMS } from '../../src/testing/floors';
import type { Decision } from './decisions';

/** ARCHITECTURE.md with both tables as they should be, in the formatter's form. Throws where a marker is missing. */
export async function withTables(text: string, decisions: readonly Decision[]): Promise<string> {
  const written = between(between(text, 'rooms', roomsTable()), 'decisions', decisionsTable(decisions));
  const path = join(root, 'ARCHITECTURE.md');
  return format(written, { ...(await resolveConfig(path)), filepath: path });
}

function between(text: string, name: string, table: string): string {
  const begin = `<!-- ${name}: written by npm run docs -->`;
  const end = `<!-- ${name}: end -->`;
  const [before, rest, ...others] = text.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`ARCHITECTURE.md must hold the markers "${begin}" and "${end}" once.`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

/** The house from the cellar up. */
const roomsTable = (): string =>
  table(
    ['room', 'why it exists', 'may import'],
    ROOMS.map(({ path, why, imports }) => [
      roomName(path),
      why,
      imports.map((each) => (each === path ? `the other rooms of \`${path}/\`` : roomName(each))).join(', ') ||
        'nothing',
    ]),
  );

const roomName = (path: string): string => (path === '' ? 'files directly in `src/`' : `\`${path}\``);

const decisionsTable = (decisions: readonly Decision[]): string =>
  table(
    ['number', 'decision', 'status'],
    decisions.map(({ file, number, title, status }) => [`[${number}](docs/decisions/${file})`, title, status]),
  );

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
