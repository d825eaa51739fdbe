/** Shaders in fewer bytes are the same shaders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../common/project';
import { denseShader } from './shaders';

const folder = join(root, 'shaders');
const shaders = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wgsl'));

/** What a compiler reads, word by word, and the directives. */
const words = (text: string): string[] =>
  text.split('\n').flatMap((line) =>
    /^\s*\/\/#/.test(line)
      ? [line.trim()]
      : line
          .replace(/\/\/.*/, '')
          .split(/\s+/)
          .filter(Boolean),
  );

test.each(shaders)('%s has the same words', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text).not.toContain('/*'); // only comments to the end of a line are dropped
  expect(words(denseShader(text))).toEqual(words(text));
  expect(denseShader(text)).not.toMatch(/\/\/(?!#)/);
});

test('a directive stays, a comment and an indentation go', () => {
  expect(denseShader('// why\n  //#include a\n\n  let x = 1; // one\n')).toBe('//#include a\nlet x = 1;');
});
