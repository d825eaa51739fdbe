import { describe, expect, test } from 'vitest';
import { ShaderError } from '../core/errors';
import { link } from './wgsl';

const run = (source: string, parameters: Record<string, number> = {}, slots: Record<string, string> = {}): string[] =>
  link(
    { name: 'kernel', source, parameters, slots },
    {
      ...{ 'part.a': 'fn a() {}', 'part.b': 'fn b() {}' },
      ...{ 'in.f16': 'enable f16;\nalias In = f16;', 'out.f16': 'enable f16;\nalias Out = f16;' },
    },
  ).code.split('\n');

describe('parameters', () => {
  test('overrides become constants of their type', () => {
    const source = ['override A: u32 = 1u;', 'override B: bool = false;', 'override C: f32 = 0.0; // why'].join('\n');
    expect(run(source, { A: 7, B: 1, C: 2 })).toEqual([
      'const A: u32 = 7u;',
      'const B: bool = true;',
      'const C: f32 = 2.0f; // why',
    ]);
  });
  test('a missing value names file and line', () => {
    expect(() => run('\noverride A: u32 = 1u;')).toThrow(/^kernel.wgsl:2: no value for the parameter A/);
  });
  test('a foreign value is refused', () => expect(() => run('', { A: 1 })).toThrow(/has no parameter A/));
  test('a value that is no number is refused', () =>
    expect(() => run('override A: u32 = 1u;', { A: NaN })).toThrow(ShaderError));
});

describe('//#include', () => {
  test('takes the chosen variant', () => expect(run('//#include part', {}, { part: 'b' })).toEqual(['fn b() {}']));
  test('an unknown variant is refused', () =>
    expect(() => run('//#include part', {}, { part: 'c' })).toThrow(/^kernel.wgsl:1: .*no lib\/part.c/));
  test('an unchosen slot is refused', () => expect(() => run('//#include part')).toThrow(ShaderError));
  test('what included texts enable stands once, before all else', () => {
    const source = ['enable subgroups;', '// what it does', '//#include in', '//#include out'].join('\n');
    expect(run(source, {}, { in: 'f16', out: 'f16' })).toEqual([
      ...['enable subgroups;', 'enable f16;', '// what it does', 'alias In = f16;', 'alias Out = f16;'],
    ]);
  });
  test('a choice without a slot is refused', () =>
    expect(() => run('', {}, { part: 'a' })).toThrow(/kernel.wgsl includes no part/));
});

describe('//#unroll', () => {
  test('numbers suffixes and words, and nothing else', () => {
    const source = ['//#unroll p 2', 'let x_p = y_p_t + p * pitch + x_pt;', '//#end'].join('\n');
    expect(run(source)).toEqual(['let x_0 = y_0_t + 0u * pitch + x_pt;', 'let x_1 = y_1_t + 1u * pitch + x_pt;']);
  });
  test('nests, and counts by a parameter', () => {
    const source = ['override N: u32 = 1u;', '//#unroll i N', '//#unroll j 2', 'a_i_j;', '//#end', '//#end'].join('\n');
    expect(run(source, { N: 2 }).slice(1)).toEqual(['a_0_0;', 'a_0_1;', 'a_1_0;', 'a_1_1;']);
  });
  test('lines behind a nested one have the outer number', () => {
    const source = ['//#unroll i 2', '//#unroll j 2', 'a_i_j;', '//#end', 'b_i_j + i;', '//#end', 'c_i;'].join('\n');
    expect(run(source)).toEqual(['a_0_0;', 'a_0_1;', 'b_0_j + 0u;', 'a_1_0;', 'a_1_1;', 'b_1_j + 1u;', 'c_i;']);
  });
  test('a name that numbers a repetition around it is refused', () =>
    expect(() => run('//#unroll i 2\n//#unroll i 3\n//#end\n//#end')).toThrow(
      /^kernel.wgsl:2: i is the counter of an outer/,
    ));
  test('a count that is neither number nor parameter is refused', () =>
    expect(() => run('//#unroll p N\n//#end')).toThrow(/cannot repeat N times/));
  test('without an end it is refused', () => expect(() => run('//#unroll p 2\nx_p;')).toThrow(/without an \/\/#end/));
});

test.each(['//#if X', '//#unrol p 2', '//#end', '//#unroll P 2'])('%s is an unknown directive', (line) => {
  expect(() => run(line)).toThrow(/^kernel.wgsl:1: unknown directive/);
});

test('bindings are read off the text', () => {
  const source =
    '@group(0) @binding(3) var<storage, read_write> output: array<f32>;\n@group(0) @binding(0) var image: texture_2d<f32>;';
  const { bindings } = link({ name: 'kernel', source, parameters: {}, slots: {} }, {});
  expect([...bindings]).toEqual([
    ['output', 3],
    ['image', 0],
  ]);
});
