/** What the first report found, before kernels were changed by it; the page sets it beside today's. */
import { markdownTable } from '../common/table';
import { GPUS } from './gpus';
import { type Breach, isConvolution, LEAST_SHARE, percent, shareOfAll } from './judge';
import type { ModelledRun } from './model';
import type { Report } from './report';
import { micro, milli, runOf } from './tables';

/** Milliseconds of runs in f32 by the class of their plan, on the GPUs in their order; decision 0066 has the day. */
const RUNS: readonly (readonly [model: string, adapter: string, ...milliseconds: number[]])[] = [
  ['resnest50@224', 'amd', 1.02, 0.88, 1.84, 8.91],
  ['resnest50@224', 'nvidia', 1.04, 0.89, 1.82, 8.92],
  ['resnest50@224', 'intel', 1.52, 1.46, 3.37, 8.77],
  ['resnest50@224', 'apple', 1.17, 1.02, 2.18, 10.66],
  ['resnest101@256', 'amd', 2.18, 1.82, 3.96, 20.06],
  ['resnest101@256', 'intel', 5.18, 5.0, 12.42, 19.87],
  ['resnest50_fast_4s2x40d@224', 'amd', 1.36, 1.18, 2.62, 11.79],
  ['resnest26_2s1x32d@96', 'amd', 0.19, 0.17, 0.29, 1.02],
];

const ROWS = 4160;
const BREACHES = { loop: 3327, grid: 291 } as const;
/** The last report before the rule for loops counted what works only, by the rule of then and by that of today. */
const MEASURED = { before: '2026-11-27', all: 2984, of: 4376, now: 1508 } as const;
const ATTENTION = { microseconds: 107.8, longest: 17.5 } as const;

/** Seconds of the dispatches between a block's splits and their weights, all and the longest. */
export function attentionOf({ dispatches }: ModelledRun): { readonly all: number; readonly longest: number } {
  const own = dispatches.filter(({ dispatch }) => dispatch.program.kernel === 'attention');
  const seconds = own.map((each) => each.seconds);
  return { all: seconds.reduce((sum, each) => sum + each, 0), longest: Math.max(0, ...seconds) };
}

/** The section of the page: runs before and now, and in words what else there was. */
export function beforeAndNow(report: Report, breaches: readonly Breach[]): string {
  const head = ['model, plan', ...GPUS.map(({ name }) => `${name}, ms`)];
  const rows = RUNS.map(([model, adapter, ...before]) => [
    `${model}, ${adapter}`,
    ...GPUS.map((gpu, i) => {
      const { seconds, ideal } = runOf(report, gpu, model, adapter);
      return `${(before[i] ?? 0).toFixed(2)} → ${milli(seconds)} (${(seconds / ideal).toFixed(1)}x)`;
    }),
  ]);
  const count = (rule: string): number => breaches.filter((breach) => breach.rule === rule).length;
  const [big] = GPUS;
  const { all, longest } = big ? attentionOf(runOf(report, big)) : { all: 0, longest: 0 };
  const convolutions = report.rows.filter(({ program }) => isConvolution(program));
  const asBefore = convolutions.filter(({ compiled }) => shareOfAll(compiled) < LEAST_SHARE).length;
  const words = [
    `The first report named ${BREACHES.loop} of ${ROWS} rows for their hot loop and ${BREACHES.grid} for a small grid; today it is ${count('loop')} and ${count('grid')} of ${report.rows.length}.`,
    `Until ${MEASURED.before} the rule took multiply-adds of all instructions, waits and scalar ones too, and of a whole program where its loop was unrolled. So measured, ${MEASURED.all} of ${MEASURED.of} convolutions were below ${percent(LEAST_SHARE)} then, and ${asBefore} of ${convolutions.length} are today; as it measures now, ${MEASURED.now} of them were.`,
    `Split attention between its convolutions took ${ATTENTION.microseconds} µs of resnest50@224 on NAVI21, ${ATTENTION.longest} µs the longest dispatch; today ${micro(all)} and ${micro(longest)} µs.`,
    'What was changed by it: attention in several workgroups an image, convolutions on small maps by tiles in workgroup memory whose input channels several threads share, and the pool before a shortcut as a dispatch; then tiles in workgroup memory in f32 also where maps are f16, fewer addresses in the loops of small maps, a loop over pixels and whole vec4f of outputs for groups that are no whole vec4f of inputs, and windows of inputs that all taps of a row share; then loads a constant apart with one address, and tiles of more outputs, whose slices are rows of taps as well; then slices and small workgroups where threads would be few, groups of inputs that begin within a vec4f, and attention that computes fc1 of its group only.',
  ];
  return `## Before and now\n\nThe model's times in f32 as the first report had them, and today's, which are so many times as long as the multiply-adds at peak.\n\n${markdownTable(head, rows).join('\n')}\n\n${words.join(' ')}`;
}
