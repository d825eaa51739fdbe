import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const app = resolve(import.meta.dirname, '..');

const sheets = readdirSync(app, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.css'))
  .map((path) => [path, readFileSync(join(app, path), 'utf8')] as const);

/** What of each sheet is found. */
const found = (pattern: RegExp): string[] =>
  sheets.flatMap(([path, css]) => [...css.matchAll(pattern)].map(([text]) => `${path}: ${text}`));

test('text, and the widths at which it is laid out anew, follow the size that the person has set', () => {
  expect(sheets.length).toBeGreaterThan(15);
  expect(found(/\bfont(-size)?:[^;]*\dpx[^;]*;/g)).toEqual([]);
  expect(found(/@media \((min-|max-)?width[^)]*px\)/g)).toEqual([]);
  expect(found(/\bfont(-size)?:[^;]*\drem[^;]*;/g).length).toBeGreaterThan(30);
});

test('the dark is for screens: paper is light', () => {
  expect(found(/@media (?!screen and )[^{]*prefers-color-scheme: dark/g)).toEqual([]);
  expect(found(/@media screen and \(prefers-color-scheme: dark\)/g)).toHaveLength(1);
});
