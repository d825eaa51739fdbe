/** Shaders in fewer bytes are the same shaders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { link } from '../../src/gpu/wgsl';
import { shaderNamed } from '../../src/kernels/choosing/registry';
import { library } from '../../src/kernels/includes';
import { buildResNeSt } from '../../src/model/resnest';
import { DEFAULT_MODEL, variantNamed } from '../../src/model/variants';
import { makePlan } from '../../src/scheduler/plan/makePlan';
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
          .replace(/[,;:=+*{}()]/g, ' $& ')
          .split(/\s+/)
          .filter(Boolean),
  );

test.each(shaders)('%s has the same words', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  expect(text).not.toContain('/*'); // only comments to the end of a line are dropped
  expect(words(denseShader(text))).toEqual(words(text));
  expect(denseShader(text)).not.toMatch(/\/\/(?!#)|\/\*/);
});

test('a directive stays; a comment, an indentation and spaces beside punctuation go', () => {
  expect(denseShader('// why\n  //#include a\n\n  let x = 1; // one\n')).toBe('//#include a\nlet x=1;');
});

/** What is left of a program without any spaces. */
const packed = ({ code }: { readonly code: string }): string => code.replace(/\s+|\/\/.*$/gm, '');

test.each([false, true])('programs with general %s are linked as from the sources', (general) => {
  const graph = buildResNeSt(variantNamed(DEFAULT_MODEL).config);
  const dense = Object.fromEntries(Object.entries(library).map(([name, text]) => [name, denseShader(text)]));
  const target = { adapter: 'apple', quads: false, general } as const;
  const { steps, derived } = makePlan(graph, [1, 3, 224, 224], 'int8', { target });
  for (const { kernel, parameters, slots, isOpen } of [...steps, ...derived]) {
    const { name, source } = shaderNamed(kernel);
    const program = { name, parameters, slots, isOpen };
    const want = link({ ...program, source }, library);
    const got = link({ ...program, source: denseShader(source) }, dense);
    expect(packed(got)).toBe(packed(want));
    expect([got.bindings, got.sizes]).toEqual([want.bindings, want.sizes]);
  }
});
