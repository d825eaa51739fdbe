/** Whether the documents say what is so: tables that come from code, paths that exist, decisions in their form. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../common/project';
import { HEADINGS, headingsOf, readDecisions } from './decisions';
import { PASSES } from '../../src/scheduler/plan/passes';
import { ROOMS } from '../../src/testing/floors';
import { NAMES_FILE, namesType } from './namesType';
import { missingPaths } from './paths';
import { withTables } from './tables';

const MOST_LINES = 30;

const decisions = await readDecisions();

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test("ARCHITECTURE.md's tables are what `npm run docs` writes", async () => {
  const text = read('ARCHITECTURE.md');
  expect(await withTables(text, decisions)).toBe(text);
});

test('the type of known names is what `npm run docs` makes of weights/manifest.json', async () => {
  expect(read(NAMES_FILE)).toBe(await namesType());
});

test('ARCHITECTURE.md lists the passes of planning in their order', () => {
  const listed = [...read('ARCHITECTURE.md').matchAll(/^\d\. \*\*(\w+)\*\*/gm)].map(([, name]) => name);
  expect(listed).toEqual(PASSES.map(({ name }) => name));
});

test('decisions are numbered from 0001 on, as their files are', () => {
  expect(decisions.length).toBeGreaterThan(40);
  expect(decisions.map(({ number }) => number)).toEqual(decisions.map((_, i) => String(i + 1).padStart(4, '0')));
  expect(decisions.filter(({ file, number }) => !file.startsWith(`${number}-`))).toEqual([]);
});

test.each(decisions)('$file has the headings, and $number is short', (decision) => {
  expect(headingsOf(decision)).toEqual(HEADINGS);
  expect(decision.text.trimEnd().split('\n').length).toBeLessThanOrEqual(MOST_LINES);
});

/** Every page of prose that names files, but for the licences of others. */
const PAGES = [
  ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'shaders/README.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Rows of the table "Where is ...?", such as "| the abort | `NAME` in `src/a.ts`; `src/b.ts` reads it |". */
const WHERE_ROWS = (/^## Where is [^]*?(?=^## )/m.exec(read('ARCHITECTURE.md'))?.[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('`'));

test('ARCHITECTURE.md has a table of what is not where its name says', () => {
  expect(WHERE_ROWS.length).toBeGreaterThan(10);
});

test.each(WHERE_ROWS)('a file holds the name that this row gives: %s', (row) => {
  const [, , cell = ''] = row.split('|');
  const named = [...cell.matchAll(/`(\w+)` in `([^`]+)`/g)];
  expect(named.filter(([, name = '', file = '']) => !read(file).includes(name))).toEqual([]);
});

test.each(PAGES)('%s names files that exist', (page) => {
  const inFolder = dirname(page);
  const prose = read(page).replace(/<!-- rooms: written[^]*?rooms: end -->/, ''); // rooms have no extensions
  expect(missingPaths(prose, inFolder, (path) => existsSync(join(root, path)))).toEqual([]);
});

test('every room of the house exists', () => {
  const exists = (path: string): boolean =>
    ['', '.ts', '.tsx'].some((end) => existsSync(join(root, 'src', path + end)));
  expect(ROOMS.filter(({ path }) => !exists(path))).toEqual([]);
});

describe('a path in a page', () => {
  const files = new Set(['src', 'src/open.ts', 'src/kernels', 'docs/performance.md', 'README.md']);
  const missing = (text: string): readonly string[] => missingPaths(text, 'docs', (path) => files.has(path));

  test.each(['`src/open.ts`', '`open.ts`', '`src/kernels/`', '`kernels/NAME.ts`', '`../README.md`'])(
    'is found: %s',
    (text) => expect(missing(text)).toEqual([]),
  );

  test.each([
    '`npm run docs`',
    '`await using`',
    '`1/2`',
    '`https://example.com/a.ts`',
    '`x.y`',
    '`image/png`',
    '`F(4,3)`',
  ])('is not seen in %s', (text) => expect(missing(text)).toEqual([]));

  test.each(['`src/gone.ts`', '`gone.ts`', '`kernels/gone/`', '`gone/NAME.ts`'])('is missed: %s', (text) =>
    expect(missing(text)).toEqual([text.slice(1, -1)]),
  );

  test('is looked for in pictures and commands', () => {
    const picture = (path: string): string => `\`\`\`\nphoto -> tensor   ${path}   on the GPU\n\`\`\`\n`;
    expect(missing(picture('src/open.ts') + picture('src/kernels/'))).toEqual([]);
    expect(missing(picture('src/gone.ts') + picture('resrc/gone.ts'))).toEqual(['src/gone.ts']);
  });

  test('is looked for where a link stands', () => {
    expect(missing('[here](performance.md#memory) and [there](../README.md)')).toEqual([]);
    expect(missing('[here](README.md), [there](https://example.com/a.md)')).toEqual(['README.md']);
  });
});
