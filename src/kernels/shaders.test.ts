/**
 * The house rule that a shader and its typed object share one name, without a second list: the files are the list.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
/** Paths in a folder and its rooms, without the end. */
const paths = (folder: string, end: string): string[] =>
  readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(end))
    .map((file) => file.split(sep).join('/').slice(0, -end.length));

const shaders = paths('../../shaders/', '.wgsl').filter((path) => !path.startsWith('lib/'));
const objects = paths('./', '.ts')
  .map((path) => ({ path, text: read(`./${path}.ts`) }))
  .filter(({ path }) => !path.endsWith('.test'));

describe.each(shaders)('%s', (shader) => {
  const text = read(`../../shaders/${shader}.wgsl`);

  test('is imported by exactly one object', () => {
    const importers = objects.filter(({ text: source }) => source.includes(`shaders/${shader}.wgsl?raw`));
    expect(importers.length).toBe(1);
  });

  test('begins with a sentence on what it computes, and names every binding in its head', () => {
    const head = text.slice(0, text.indexOf('\noverride'));
    expect(head).toMatch(/^(enable \w+;\n)?\/\/ [A-Z]/);
    for (const [, variable] of text.matchAll(/@binding\(\d+\) var(?:<[^>]*>)? (\w+)/g))
      expect(head).toMatch(new RegExp(`\\b${variable}\\b`));
  });

  test('gives every parameter a default, so that it can be read alone', () => {
    for (const line of text.split('\n').filter((candidate) => candidate.startsWith('override')))
      expect(line).toMatch(/^override [A-Z_]+: (u32|i32|f32|bool) = [^;]+;/);
  });

  test('has one entry point, main', () => {
    expect(text.match(/^fn main\(/gm)?.length).toBe(1);
    expect(text.match(/@compute/g)?.length).toBe(1);
  });
});

test('every object that launches one shader has its name, and stands in the room of its name', () => {
  for (const { path, text } of objects) {
    const imported = [...text.matchAll(/shaders\/([\w/]+)\.wgsl\?raw/g)].map(([, shader]) => shader);
    if (imported.length === 1) expect(imported).toEqual([path]);
  }
});
