/** Reads AMD's machine code as RADV prints it: its loops, and what they are made of. */

/** Instructions by what they do. */
export interface Counts {
  readonly instructions: number;
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
  /** False where a program has no loop, and all of its instructions stand for one. */
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
  return { whole, hottest: isCold ? { ...whole, isLoop: false } : hottest };
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

const MULTIPLY_ADD =
  /^v_(?:dual_)?(?:pk_)?(?:fma|fmac|mac|mad|fmaak|fmamk|madak|madmk|fma_mix\w*|mad_mix\w*)_(?:f32|f16|mix\w*)/;
const HALF = /_mix|_pk_|_f16/;
const SHARED_LOAD = /^ds_(?:read|load)/;
const GLOBAL_LOAD = /^(?:buffer|global|flat|tbuffer|image)_load/;

/** How many words of 32 bits a load gives a lane. */
function wordsOf(name: string): number {
  const bits = /_[bu](\d+)/.exec(name)?.[1];
  const words = /dwordx(\d)/.exec(name)?.[1];
  const pairs = /(?:read2|load_2addr)/.test(name) ? 2 : 1;
  return pairs * (words === undefined ? Math.max(1, Number(bits ?? 32) / 32) : Number(words));
}

function count(lines: readonly string[]): Counts {
  const names = lines.map((line) => line.split(/\s/)[0] ?? '');
  const adds = names.flatMap((name, i) => {
    const both = lines[i]?.split('::') ?? [];
    return both
      .map((half) => half.trim())
      .filter((half) => MULTIPLY_ADD.test(half))
      .map(() => name);
  });
  const shared = names.filter((name) => SHARED_LOAD.test(name));
  const global = names.filter((name) => GLOBAL_LOAD.test(name));
  const sum = (loads: readonly string[]): number => loads.reduce((total, name) => total + wordsOf(name), 0);
  return {
    instructions: lines.length,
    vector: names.filter((name) => name.startsWith('v_')).length,
    multiplyAdds: adds.reduce((total, name) => total + (name.includes('pk_') ? 2 : 1), 0),
    multiplyAddInstructions: names.filter((name) => MULTIPLY_ADD.test(name)).length,
    halfInstructions: names.filter((name) => MULTIPLY_ADD.test(name) && HALF.test(name)).length,
    sharedLoads: shared.length,
    sharedWords: sum(shared),
    globalLoads: global.length,
    globalWords: sum(global),
    barriers: names.filter((name) => name === 's_barrier').length,
  };
}
