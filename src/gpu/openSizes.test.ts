import { describe, expect, test } from 'vitest';
import { openSizes } from './openSizes';
import { link, ProgramKeys } from './wgsl';

const SOURCE = `enable subgroups;
// A shader of WIDTH outputs.
override WIDTH: u32 = 1u;
override RELU: bool = false;
override TILE: u32 = 1u;
override GROUP: u32 = 64u;
const PLANE = WIDTH * WIDTH;
const AREA = PLANE + TILE;
const SUMS = TILE * 2u;
@group(0) @binding(0) var<storage, read> input: array<vec4f, PLANE>;
@group(0) @binding(1) var<storage, read_write> output: array<f32, SUMS>;
var<workgroup> sums: array<vec4f, SUMS>;
@compute @workgroup_size(GROUP)
fn main() {
  //#unroll t TILE
  output[t] = select(f32(AREA), 0.0, RELU && input[0].WIDTH > 0.0);
  //#end
}`;

const linesOf = (source: string): { text: string }[] => source.split('\n').map((text) => ({ text }));
const program = { name: 'kernel', source: SOURCE, slots: {}, isOpen: true };

describe('open sizes', () => {
  test('are the parameters that size no array, workgroup or repetition', () =>
    expect(openSizes(linesOf(SOURCE)).sizes).toEqual([
      { name: 'WIDTH', type: 'u32' },
      { name: 'RELU', type: 'bool' },
    ]));

  test('are read from a uniform buffer, and so are constants that follow from them', () => {
    const { code, bindings, sizes } = link({ ...program, parameters: { WIDTH: 3, RELU: 1, TILE: 2, GROUP: 8 } }, {});
    expect(code.split('\n').filter((line) => !line.startsWith('//'))).toEqual([
      'enable subgroups;',
      'struct Sizes { WIDTH: u32, RELU: u32 } @group(0) @binding(2) var<uniform> sizes: Sizes;',
      'const TILE: u32 = 2u;',
      'const GROUP: u32 = 8u;',
      'const SUMS = TILE * 2u;',
      '@group(0) @binding(0) var<storage, read> input: array<vec4f>;',
      '@group(0) @binding(1) var<storage, read_write> output: array<f32, SUMS>;',
      'var<workgroup> sums: array<vec4f, SUMS>;',
      '@compute @workgroup_size(GROUP)',
      'fn main() {',
      ...[0, 1].map(
        (t) =>
          `  output[${t}u] = select(f32(((sizes.WIDTH * sizes.WIDTH) + TILE)), 0.0, (sizes.RELU != 0u) && input[0].WIDTH > 0.0);`,
      ),
      '}',
    ]);
    expect(bindings.get('sizes')).toBe(2);
    expect(sizes.map(({ name }) => name)).toEqual(['WIDTH', 'RELU']);
  });

  test('tell no programs apart, and what is baked does', () => {
    const keys = new ProgramKeys({});
    const keyOf = (parameters: Record<string, number>, isOpen = true): string =>
      keys.keyOf({ ...program, isOpen, parameters: { WIDTH: 3, RELU: 1, TILE: 2, GROUP: 8, ...parameters } });
    expect(keyOf({ WIDTH: 4, RELU: 0 })).toBe(keyOf({}));
    expect(keyOf({ TILE: 1 })).not.toBe(keyOf({}));
    expect(keyOf({}, false)).not.toBe(keyOf({}));
    expect(keyOf({ WIDTH: 4 }, false)).not.toBe(keyOf({}, false));
  });

  test('must have values', () =>
    expect(() => link({ ...program, parameters: { RELU: 1, TILE: 2, GROUP: 8 } }, {})).toThrow(
      /^kernel.wgsl: no value for the parameter WIDTH/,
    ));
});
