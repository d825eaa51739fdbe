import { parseSpirv, validate } from 'naga-wasm';
import { expect, test } from 'vitest';
import { spirvOf } from './spirv';

const SHADER = `
  var<workgroup> sums: array<vec4f, 64>;
  @group(0) @binding(0) var<storage, read_write> output: array<vec4f>;
  @compute @workgroup_size(16, 4) fn main(@builtin(local_invocation_index) i: u32) {
    sums[i] = output[i] * 2.0;
    workgroupBarrier();
    output[i] = sums[63u - i];
  }`;

/** How often an instruction stands in a module, by its code. */
function occurrences(words: Uint32Array, code: number): number {
  let found = 0;
  for (let at = 5; at < words.length; at += (words[at] ?? 0) >>> 16) if (((words[at] ?? 0) & 0xffff) === code) found++;
  return found;
}
const [STORE, BARRIER] = [62, 224];

test('the zeroing of workgroup memory is taken out, the other stores and the barriers stay', () => {
  const { words, threads } = spirvOf(SHADER);
  expect(threads).toBe(64);
  expect(occurrences(words, STORE)).toBe(2);
  expect(occurrences(words, BARRIER)).toBe(2);
  expect(() => validate(parseSpirv(words))).not.toThrow();
});

test('a program that naga refuses is an error with its words', () => {
  expect(() => spirvOf('fn main() -> f32 { return 1u; }')).toThrow(/^naga refuses a program: /);
});
