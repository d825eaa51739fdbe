/** What bundlers are told of a module's variables. */
import { expect, test } from 'vitest';
import { markPure } from './pure';

const map = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA', sourcesContent: ['a'] } as never;
const marked = (code: string): string => markPure({ code, map } as never).code;

test.each([
  'var a = f(1);',
  'let a = { list: [...b] };',
  'const a = b.c;',
  'var a = `${b}`;',
  'var a = new Map([[1, 2]]);',
])('%s may call something, and is marked', (code) => {
  expect(marked(code)).toMatch(/^\w+ a = \/\*@__PURE__\*\/\(\(\)=>\(.*\)\)\(\);$/);
});

test.each([
  'var a = 1, b = [2, "3"], c = { d: !0, e: a }, f = [`g`];',
  'var a = (b) => b.c(), d = function () { return f(); };',
  'var a = class extends B { name = f(); };',
  'function a() { let b = f(); return b; }',
  'f();',
  'for (let i = 0; i < 2; i++) f(i);',
])('%s stays', (code) => {
  expect(marked(code)).toBe(code);
});

test('two variables of one declaration are marked each, and their values are what they were', () => {
  const code = marked('var a = [1, 2].map((n) => n * 2), b = a.length;');
  expect(new Function(`${code} return [a, b];`)()).toEqual([[2, 4], 2]);
});

test('the map still leads to the source', () => {
  expect(JSON.parse(markPure({ code: 'var a = f();', map } as never).map)).toMatchObject({ sources: ['a.ts'] });
});
