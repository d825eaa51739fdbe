/** The whole table: a line for each program on each GPU. */
import { breachesOf, longestDispatches, shareOf } from './judge';
import type { Modelled } from './model';
import type { Report, Row } from './report';

/** The columns by their titles; `docs/gpu.md` explains them. */
const COLUMNS: Readonly<Record<string, (row: Row, modelled: Modelled | undefined) => string | number>> = {
  gpu: ({ gpu }) => gpu.name,
  program: ({ program }) => program.id,
  kernel: ({ program }) => program.kernel,
  uses: ({ program }) => program.uses,
  vgprs: ({ compiled }) => compiled.vgprs,
  sgprs: ({ compiled }) => compiled.sgprs,
  spills: ({ compiled }) => compiled.spills,
  waves: ({ compiled }) => compiled.waves,
  code_bytes: ({ compiled }) => compiled.codeBytes,
  shared_bytes: ({ compiled }) => compiled.sharedBytes,
  loop: ({ compiled }) => compiled.code.hottest.instructions,
  working: ({ compiled }) => compiled.code.hottest.working,
  multiply_adds: ({ compiled }) => compiled.code.hottest.products,
  of_f16: ({ compiled }) => compiled.code.hottest.halfInstructions,
  shared_loads: ({ compiled }) => compiled.code.hottest.sharedLoads,
  global_loads: ({ compiled }) => compiled.code.hottest.globalLoads,
  rest: ({ compiled }) => restOf(compiled.code.hottest),
  share: ({ compiled }) => shareOf(compiled).toFixed(2),
  threads: ({ program }) => program.threads,
  workgroups: (_, modelled) => modelled?.dispatch.workgroups ?? '',
  work_per_thread: (_, modelled) => (modelled ? workPerThread(modelled).toFixed(1) : ''),
  model_us: (_, modelled) => (modelled ? (modelled.seconds * 1e6).toFixed(1) : ''),
  bound: (_, modelled) => modelled?.bound ?? '',
  breaks: (row, modelled) =>
    breachesOf(row, modelled)
      .map(({ rule }) => rule)
      .join(' '),
  // The last: names of Winograd's steps have a comma in them.
  first: ({ program }) => `"${program.first}"`,
};

/** Instructions that compute or load and are neither multiply-adds nor loads for each lane. */
export const restOf = (counts: Row['compiled']['code']['hottest']): number =>
  counts.working - counts.products - counts.sharedLoads - counts.globalLoads;

/** Multiply-adds of a thread, or elements that it reads where there are none. */
export const workPerThread = ({ dispatch }: Modelled): number =>
  dispatch.work / (dispatch.workgroups * dispatch.program.threads);

export function csvOf(report: Report): string {
  const longest = longestDispatches(report);
  const lines = report.rows.map((row) =>
    Object.values(COLUMNS)
      .map((cell) => String(cell(row, longest(row))))
      .join(','),
  );
  return `${[Object.keys(COLUMNS).join(','), ...lines].join('\n')}\n`;
}

/** The breaches that a table lists, each as GPU, program and rule. */
export function breachesIn(csv: string): ReadonlySet<string> {
  const [head = '', ...lines] = csv.trim().split('\n');
  const columns = head.split(',');
  const at = (name: string): number => {
    const index = columns.indexOf(name);
    if (index < 0) throw new Error(`docs/gpu.csv has no column ${name}; run npm run gpu-report`);
    return index;
  };
  const [gpu, program, breaks] = [at('gpu'), at('program'), at('breaks')];
  const keys = lines.flatMap((line) => {
    const cells = line.split(',');
    const rules = (cells[breaks] ?? '').split(' ').filter(Boolean);
    return rules.map((rule) => `${cells[gpu]} ${cells[program]} ${rule}`);
  });
  return new Set(keys);
}
