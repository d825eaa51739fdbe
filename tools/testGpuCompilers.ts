/** `npm run test:gpu-compilers`: no program may spill, starve a SIMD, waste its hot loop or leave a GPU idle. */
import { readFile } from 'node:fs/promises';
import { mainOf } from './common/arguments/tool';
import { flag, type Tool, type ValuesOf } from './common/arguments/types';
import { log } from './common/log';
import { alignedTable } from './common/table';
import { breachesIn } from './gpuReport/csv';
import { python, pythonAt, TABLE } from './gpuReport/options';
import { type Breach, groupsOf, judge, keyOf, RULES } from './gpuReport/judge';
import { makeReport } from './gpuReport/report';

const table = { python, new: flag('fail only on rows that docs/gpu.csv does not list as broken') };

const tool: Tool<typeof table, undefined> = {
  script: 'test:gpu-compilers',
  does: [
    "Compiles the programs of four models' plans with Mesa's RADV, and fails if one breaks a rule of docs/gpu.md.",
    'It prints rows that docs/gpu.csv does not list one by one, and the others by kernel.',
  ],
  options: table,
  rest: undefined,
};

export const main = mainOf(tool, judgePrograms);

async function judgePrograms(
  { python: given, new: onlyNew }: ValuesOf<typeof table, undefined>,
  signal: AbortSignal,
): Promise<number> {
  const known = breachesIn(await readFile(TABLE, 'utf8'));
  const report = await makeReport(pythonAt(given), signal, log);
  const breaches = judge(report);
  const fresh = breaches.filter((breach) => !known.has(keyOf(breach)));
  const old = breaches.filter((breach) => known.has(keyOf(breach)));
  if (fresh.length > 0) tell('Broken, and not in docs/gpu.csv:', fresh.map(rowOf), ['program', 'kernel']);
  if (old.length > 0)
    tell('Broken, and in docs/gpu.csv, by kernel with the worst of each:', groupsOf(old).map(groupRow), [
      'worst',
      'programs',
    ]);
  console.log(
    `${report.rows.length} rows: ${fresh.length} break a rule anew, ${old.length} did so before. ${breaches.length === 0 ? 'All is well.' : rulesIn(breaches)}`,
  );
  return (onlyNew ? fresh : breaches).length === 0 ? 0 : 1;
}

function tell(title: string, rows: readonly (readonly string[])[], [first, second]: readonly [string, string]): void {
  console.log(title);
  for (const line of alignedTable(['rule', 'GPU', first, second, 'found'], rows)) console.log(line);
}

const rowOf = ({ rule, row, found }: Breach): string[] => [
  rule,
  row.gpu.name,
  row.program.first,
  row.program.kernel,
  found,
];

const groupRow = ({ rule, gpu, kernel, count, worst }: ReturnType<typeof groupsOf>[number]): string[] => [
  ...[rule, gpu, worst.row.program.first, `${count} of ${kernel}`, worst.found],
];

const rulesIn = (breaches: readonly Breach[]): string =>
  [...new Set(breaches.map(({ rule }) => rule))].map((rule) => `${rule}: ${RULES[rule]}`).join('; ');
