/** From WGSL to the SPIR-V that a Vulkan driver compiles. */
import { NagaError, parseWgsl, validate, writeSpirv } from 'naga-wasm';

/** A compute shader for Vulkan. */
export interface Spirv {
  readonly words: Uint32Array;
  /** Threads of a workgroup. */
  readonly threads: number;
}

/** Where the instructions begin, and the codes of those that are read here. */
const HEADER = 5;
const [EXECUTION_MODE, CONSTANT_NULL, VARIABLE, STORE] = [16, 46, 59, 62];
const LOCAL_SIZE = 17;
const WORKGROUP = 4;

/** Compiles WGSL. Throws with naga's own words where it refuses. */
export function spirvOf(wgsl: string): Spirv {
  try {
    const module = parseWgsl(wgsl);
    const info = validate(module);
    const words = writeSpirv(module, info);
    info.free();
    module.free();
    return { words: withoutZeroing(words), threads: threadsOf(words) };
  } catch (error) {
    if (error instanceof NagaError) throw new Error(`naga refuses a program: ${error.formatted}`, { cause: error });
    throw error;
  }
}

/** The instructions: a code and its operands, and all words. */
function* instructions(words: Uint32Array): Generator<{ code: number; operands: Uint32Array; all: Uint32Array }> {
  for (let at = HEADER; at < words.length;) {
    const first = words[at] ?? 0;
    const all = words.subarray(at, at + Math.max(1, first >>> 16));
    yield { code: first & 0xffff, operands: all.subarray(1), all };
    at += all.length;
  }
}

function threadsOf(words: Uint32Array): number {
  for (const { code, operands } of instructions(words)) {
    const [, mode, x = 1, y = 1, z = 1] = operands;
    if (code === EXECUTION_MODE && mode === LOCAL_SIZE) return x * y * z;
  }
  throw new Error('a shader has no size of its workgroup; the report knows compute shaders only');
}

/**
 * Takes out the zeroing of workgroup memory: naga lets one thread store all of it, where engines ask the driver for it or
 * share it among all threads. Thousands of stores by one thread would be most of a program.
 */
export function withoutZeroing(words: Uint32Array): Uint32Array {
  const nulls = new Set<number>();
  const shared = new Set<number>();
  const kept: number[] = [...words.subarray(0, HEADER)];
  for (const { code, operands, all } of instructions(words)) {
    if (code === CONSTANT_NULL) nulls.add(operands[1] ?? 0);
    if (code === VARIABLE && operands[2] === WORKGROUP) shared.add(operands[1] ?? 0);
    const zeroes = code === STORE && shared.has(operands[0] ?? 0) && nulls.has(operands[1] ?? 0);
    if (!zeroes) kept.push(...all);
  }
  return Uint32Array.from(kept);
}
