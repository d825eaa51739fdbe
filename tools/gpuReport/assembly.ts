/** Reads AMD's machine code as RADV prints it: its loops, and what they are made of. */
import { halvesOf, isMultiplyAdd, productsOf } from './products';

/** Instructions by what they do. */
export interface Counts {
  readonly instructions: number;
  /**
   * Those that compute or load: all but scalar arithmetic, branches, waits and barriers, which other units do beside them
   * for another wave. Scalar loads of numbers are among them, those of a buffer's address are not.
   */
  readonly working: number;
  /** Multiply-adds as instructions, and multiplications that begin a sum, which the compiler makes of them. */
  readonly products: number;
  /** On whole waves, multiply-adds among them. */
  readonly vector: number;
  /** Multiply-adds: a packed one, of two halves, counts twice. */
  readonly multiplyAdds: number;
  /** Multiply-adds as instructions. */
  readonly multiplyAddInstructions: number;
  /** Those of them that take factors in f16, mixed with f32 or packed. */
  readonly halfInstructions: number;
  /** Loads from workgroup memory, and the words of 32 bits that each lane gets from them. */
  readonly sharedLoads: number;
  readonly sharedWords: number;
  /** Loads from memory for each lane, and their words. */
  readonly globalLoads: number;
  readonly globalWords: number;
  readonly barriers: number;
}

export interface Loop extends Counts {
  /** The loop around it. */
  readonly around?: Counts;
  /** False where the multiply-adds are in no loop: then from the first load to the last product. */
  readonly isLoop: boolean;
}

/** The hottest loop of a program and all of its instructions. */
export interface Code {
  readonly whole: Counts;
  readonly hottest: Loop;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

const LABEL = /^(BB\d+):/;
const BRANCH = /^s_c?branch\w* (BB\d+)/;

/** Reads the machine code of a program. Throws if there is none. */
export function readAssembly(text: string): Code {
  const lines: string[] = [];
  const labels = new Map<string, number>();
  for (const line of text.split('\n')) {
    const label = LABEL.exec(line)?.[1];
    const instruction = line.split(';')[0]?.trim() ?? '';
    if (label !== undefined) labels.set(label, lines.length);
    else if (/^[a-z]\w+/.test(instruction)) lines.push(instruction);
  }
  if (lines.length === 0) throw new Error('the compiler gave no machine code; is its disassembler (LLVM) installed?');
  const whole = count(lines);
  const loops = loopsOf(lines, labels);
  const inside = (a: Span, b: Span): boolean => a !== b && a.first >= b.first && a.last <= b.last;
  const counted = loops
    .filter((loop) => !loops.some((other) => inside(other, loop)))
    .map((loop) => {
      const [around] = loops.filter((other) => inside(loop, other)).sort((a, b) => b.first - a.first);
      const counts = count(lines.slice(loop.first, loop.last + 1));
      const outer = around && count(lines.slice(around.first, around.last + 1));
      return { ...counts, isLoop: true, ...(outer ? { around: outer } : {}) };
    });
  const [hottest] = counted.sort((a, b) => b.multiplyAdds - a.multiplyAdds || b.instructions - a.instructions);
  const isCold = !hottest || (hottest.multiplyAdds === 0 && whole.multiplyAdds > 0);
  return { whole, hottest: isCold ? { ...count(unrolledIn(lines)), isLoop: false } : hottest };
}

/**
 * What was a loop before the compiler unrolled all of it: from the first load for each lane to the last product, but not
 * what reads the sums of other threads afterwards.
 */
function unrolledIn(lines: readonly string[]): readonly string[] {
  const products = productsOf(lines);
  const first = lines.findIndex((line) => GLOBAL_LOAD.test(line) || SHARED_LOAD.test(line));
  const product = products.indexOf(true);
  if (first < 0 || product < 0) return lines;
  const readBack = lines.findIndex((line, at) => at > product && SHARED_LOAD.test(line));
  const last = products.lastIndexOf(true, readBack < 0 ? lines.length : readBack);
  return lines.slice(Math.min(first, product), last + 1);
}

/** From a label to the last jump back to it. */
function loopsOf(lines: readonly string[], labels: ReadonlyMap<string, number>): readonly Span[] {
  const ends = new Map<number, number>();
  lines.forEach((line, at) => {
    const target = BRANCH.exec(line)?.[1];
    const first = target === undefined ? undefined : labels.get(target);
    if (first !== undefined && first <= at) ends.set(first, at);
  });
  return [...ends].map(([first, last]) => ({ first, last }));
}

const HALF = /_mix|_pk_|_f16/;
const SHARED_LOAD = /^ds_(?:read|load)/;
const GLOBAL_LOAD = /^(?:buffer|global|flat|tbuffer|image)_load/;
const IDLE = /^s_(?!buffer_load)/;

/** How many words of 32 bits a load gives a lane. */
function wordsOf(name: string): number {
  const bits = /_[bu](\d+)/.exec(name)?.[1];
  const words = /dwordx(\d)/.exec(name)?.[1];
  const pairs = /(?:read2|load_2addr)/.test(name) ? 2 : 1;
  return pairs * (words === undefined ? Math.max(1, Number(bits ?? 32) / 32) : Number(words));
}

function count(lines: readonly string[]): Counts {
  const names = lines.map((line) => line.split(/\s/)[0] ?? '');
  const halves = lines.map(halvesOf);
  const adds = names.filter((_, i) => halves[i]?.some(isMultiplyAdd));
  const multiplied = halves.map((each) => each.filter(isMultiplyAdd).length);
  const shared = names.filter((name) => SHARED_LOAD.test(name));
  const global = names.filter((name) => GLOBAL_LOAD.test(name));
  const sum = (loads: readonly string[]): number => loads.reduce((total, name) => total + wordsOf(name), 0);
  return {
    instructions: lines.length,
    vector: names.filter((name) => name.startsWith('v_')).length,
    multiplyAdds: multiplied.reduce((total, each, i) => total + each * (names[i]?.includes('pk_') ? 2 : 1), 0),
    multiplyAddInstructions: adds.length,
    products: productsOf(lines).filter(Boolean).length,
    working: names.filter((name) => !IDLE.test(name)).length,
    halfInstructions: adds.filter((name) => HALF.test(name)).length,
    sharedLoads: shared.length,
    sharedWords: sum(shared),
    globalLoads: global.length,
    globalWords: sum(global),
    barriers: names.filter((name) => name === 's_barrier').length,
  };
}
