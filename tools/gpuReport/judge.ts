/** The rules that compiled programs and modelled dispatches must keep. */
import { counted } from '../../src/core/wording';
import type { Compiled } from './compile';
import type { Gpu } from './gpus';
import type { Modelled } from './model';
import type { Program } from './programs';
import type { Report, Row } from './report';

export const RULES = {
  spill: 'registers are spilled to memory',
  waves: 'a SIMD holds too few waves to hide the time of loads',
  loop: 'too little of the hot loop of a convolution is multiply-adds',
  grid: 'a dispatch with fewer workgroups than the GPU has units takes long',
} as const;
export type Rule = keyof typeof RULES;

/** Waves a SIMD, of as many lanes as the SIMD has: 8 threads a lane. A wave of 64 lanes is four of them on GCN. */
export const FEWEST_WAVES = 8;
/** Products of the instructions that compute or load, in a convolution's hot loop. */
export const LEAST_SHARE = 0.7;
/** Seconds of a dispatch by the model, launch included. */
export const LONGEST_SMALL_GRID = 10e-6;

/** A rule that a program breaks on a GPU. */
export interface Breach {
  readonly rule: Rule;
  readonly row: Row;
  /** What was found, such as `64 % of 802 instructions`. */
  readonly found: string;
  /** How bad it is: larger is worse. */
  readonly badness: number;
}

export const isConvolution = ({ kernel }: Pick<Program, 'kernel'>): boolean => /^conv2d|^groupedFc/.test(kernel);

export const shareOf = ({ code }: Pick<Compiled, 'code'>): number => code.hottest.products / code.hottest.working;

/** As the first report counted: multiply-adds alone, of all instructions, and of a whole program where no loop has them. */
export const shareOfAll = ({ code: { whole, hottest } }: Pick<Compiled, 'code'>): number => {
  const { multiplyAddInstructions, instructions } = hottest.isLoop ? hottest : whole;
  return multiplyAddInstructions / instructions;
};

/** Waves a SIMD, as if each had as many lanes as the SIMD. */
export const wavesOf = ({ waves }: Pick<Compiled, 'waves'>, { countedLanes, lanes }: Gpu): number =>
  (waves * countedLanes) / lanes;

export const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** The rules that a program breaks; `modelled` is its longest dispatch, if plans dispatch it. */
export function breachesOf(row: Row, modelled: Modelled | undefined): readonly Breach[] {
  const { gpu, program, compiled } = row;
  const found: Breach[] = [];
  const add = (rule: Rule, words: string, badness: number): void =>
    void found.push({ rule, row, found: words, badness });
  if (compiled.spills > 0) add('spill', `${compiled.spills} registers or bytes of scratch`, compiled.spills);
  const waves = wavesOf(compiled, gpu);
  if (waves < FEWEST_WAVES)
    add('waves', `${counted(compiled.waves, 'wave')} of ${gpu.countedLanes} lanes`, FEWEST_WAVES - waves);
  const share = shareOf(compiled);
  if (isConvolution(program) && share < LEAST_SHARE)
    add('loop', `${percent(share)} of ${compiled.code.hottest.working} instructions`, LEAST_SHARE - share);
  if (modelled && modelled.dispatch.workgroups < gpu.units && modelled.seconds > LONGEST_SMALL_GRID) {
    const micro = (modelled.seconds * 1e6).toFixed(1);
    add('grid', `${counted(modelled.dispatch.workgroups, 'workgroup')}, ${micro} µs`, modelled.seconds * 1e6);
  }
  return found;
}

/** Of each program on each GPU its longest dispatch. */
export function longestDispatches({ runs }: Pick<Report, 'runs'>): (row: Row) => Modelled | undefined {
  const longest = new Map<string, Modelled>();
  for (const { gpu, dispatches } of runs)
    for (const modelled of dispatches) {
      const key = `${gpu.name} ${modelled.dispatch.program.id}`;
      if (modelled.seconds > (longest.get(key)?.seconds ?? 0)) longest.set(key, modelled);
    }
  return ({ gpu, program }) => longest.get(`${gpu.name} ${program.id}`);
}

/** All breaches of a report. */
export function judge(report: Report): readonly Breach[] {
  const longest = longestDispatches(report);
  return report.rows.flatMap((row) => breachesOf(row, longest(row)));
}

/** What is the same breach in two reports: GPU, program and rule. */
export const keyOf = ({ row, rule }: Breach): string => `${row.gpu.name} ${row.program.id} ${rule}`;

/** How many programs break a rule, by kernel and GPU, and the worst of them. */
export interface Group {
  readonly rule: Rule;
  readonly gpu: string;
  readonly kernel: string;
  readonly count: number;
  readonly worst: Breach;
}

export function groupsOf(breaches: readonly Breach[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const breach of breaches) {
    const { rule, row } = breach;
    const about = { rule, gpu: row.gpu.name, kernel: row.program.kernel };
    const key = Object.values(about).join(' ');
    const known = groups.get(key);
    const worst = known && known.worst.badness >= breach.badness ? known.worst : breach;
    groups.set(key, { ...about, count: (known?.count ?? 0) + 1, worst });
  }
  return [...groups.values()];
}
