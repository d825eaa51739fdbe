/** The tables of docs/gpu.md. */
import { markdownTable } from '../common/table';
import { restOf, workPerThread } from './csv';
import { type Gpu, GPUS } from './gpus';
import { type Breach, groupsOf, isConvolution, percent, shareOf } from './judge';
import type { Modelled, ModelledRun } from './model';
import { kindOf } from './programs';
import type { Report, Row } from './report';

export const milli = (seconds: number): string => (seconds * 1e3).toFixed(2);
export const micro = (seconds: number): string => (seconds * 1e6).toFixed(1);

/** The run of a model, by its first word, on the class that a card of AMD has. */
export const runOf = (
  { runs }: Report,
  gpu: Gpu,
  model = 'resnest50@224',
  adapter = 'amd',
  storage = 'f32',
): ModelledRun => {
  const found = runs.find(
    (each) =>
      each.gpu === gpu &&
      each.run.model === model &&
      each.run.adapter === adapter &&
      each.run.storage === storage &&
      each.run.precision === 'f32',
  );
  if (!found) throw new Error(`the report has no run of ${model} ${adapter} ${storage} on ${gpu.name}`);
  return found;
};

export function gpuTable(): string[] {
  const head = [
    'GPU',
    'card',
    'units',
    'GHz',
    'multiply-adds a second',
    'memory',
    'last cache',
    'load',
    'workgroup load',
  ];
  const rows = GPUS.map((gpu) => [
    gpu.name,
    gpu.card,
    String(gpu.units),
    String(gpu.gigahertz),
    `${((gpu.units * 64 * gpu.gigahertz) / 1e3).toFixed(2)} T`,
    `${gpu.bandwidth / 1e9} GB/s`,
    gpu.lastCache === gpu.bandwidth ? 'none' : `${gpu.lastCache / 1e9} GB/s`,
    `${gpu.loadCycles} cycles`,
    `${gpu.sharedCycles} cycles`,
  ]);
  return markdownTable(head, rows);
}

/** All models in all storages on class `amd`. */
export function runTable({ runs }: Report): string[] {
  const head = ['model, storage', ...GPUS.map(({ name }) => `${name}, ms`), 'dispatches', 'overlapped on NAVI21, ms'];
  const titles = [...new Set(runs.filter(({ run }) => run.adapter === 'amd').map(titleOf))];
  const rows = titles.map((title) => {
    const alike = runs.filter((each) => each.run.adapter === 'amd' && titleOf(each) === title);
    const [first] = alike;
    const cells = alike.map(({ seconds, ideal }) => `${milli(seconds)} (${(seconds / ideal).toFixed(1)}x)`);
    return [title, ...cells, String(first?.dispatches.length ?? 0), first ? milli(first.byData.seconds) : ''];
  });
  return markdownTable(head, rows);
}

const titleOf = ({ run }: ModelledRun): string => `${run.model} ${kindOf(run)}`;

/** What maps in f16 change: bytes and times on class `amd`, with weights in f16 in both. */
export function halfTable({ runs }: Report): string[] {
  const head = ['model', 'activations, MB', ...GPUS.map(({ name }) => `${name}, ms`)];
  const own = runs.filter(({ run }) => run.adapter === 'amd' && run.storage === 'f16');
  const rows = [...new Set(own.map(({ run }) => run.model))].map((model) => {
    const change = (each: (run: ModelledRun) => number, gpu: Gpu): string =>
      (['f32', 'f16'] as const)
        .map((precision) =>
          own.find((one) => one.gpu === gpu && one.run.model === model && one.run.precision === precision),
        )
        .map((run) => (run ? each(run).toFixed(2) : ''))
        .join(' → ');
    const times = GPUS.map((gpu) => change(({ seconds }) => seconds * 1e3, gpu));
    const bytes = GPUS.slice(0, 1).map((gpu) => change(({ run }) => run.bufferBytes / 1e6, gpu));
    return [model, ...bytes, ...times];
  });
  return markdownTable(head, rows);
}

/** Multiply-adds in the hottest loops of convolutions whose maps are f16, and how many of them take f16. */
export function mixedTable({ rows }: Report): string[] {
  const head = ['kernel', ...GPUS.map(({ name }) => name)];
  const own = rows.filter(({ program }) => isConvolution(program) && program.first.includes('maps f16'));
  const body = [...new Set(own.map(({ program }) => program.kernel))].map((kernel) => [
    kernel,
    ...GPUS.map((gpu) => {
      const loops = own.filter((row) => row.gpu === gpu && row.program.kernel === kernel);
      const sum = (each: (row: Row) => number): number => loops.reduce((total, row) => total + each(row), 0);
      const halves = sum(({ compiled }) => compiled.code.hottest.halfInstructions);
      return `${halves} of ${sum(({ compiled }) => compiled.code.hottest.multiplyAddInstructions)}`;
    }),
  ]);
  return markdownTable(head, body);
}

/** One model as each class of adapter would run it. */
export function classTable({ runs }: Report): string[] {
  const chosen = runs.filter(({ run }) => run.storage === 'f32');
  const classes = [...new Set(chosen.map(({ run }) => run.adapter))];
  const head = ['model, GPU', ...classes.map((adapter) => `plan of ${adapter}, ms`)];
  const titles = [...new Set(chosen.map(({ run, gpu }) => `${run.model}, ${gpu.name}`))];
  const rows = titles.map((title) => [
    title,
    ...chosen.filter(({ run, gpu }) => `${run.model}, ${gpu.name}` === title).map(({ seconds }) => milli(seconds)),
  ]);
  return markdownTable(head, rows);
}

/** How the time of a run is shared among bounds. */
export function boundTable(report: Report): string[] {
  const bounds = ['arithmetic', 'caches', 'workgroup memory', 'memory', 'latency', 'launch'] as const;
  const rows = GPUS.map((gpu) => {
    const { dispatches } = runOf(report, gpu);
    const cells = bounds.map((bound) => {
      const own = dispatches.filter((each) => each.bound === bound);
      return `${micro(own.reduce((sum, { seconds }) => sum + seconds, 0))} (${own.length})`;
    });
    return [gpu.name, ...cells];
  });
  return markdownTable(['GPU', ...bounds.map((bound) => `${bound}, µs`)], rows);
}

/** Dispatches of one program with their time together, the longest first. */
export function hottestOf({
  dispatches,
}: ModelledRun): readonly { readonly all: readonly Modelled[]; readonly seconds: number }[] {
  const groups = new Map<string, Modelled[]>();
  for (const each of dispatches) {
    const { id } = each.dispatch.program;
    groups.set(id, [...(groups.get(id) ?? []), each]);
  }
  return [...groups.values()]
    .map((all) => ({ all, seconds: all.reduce((sum, { seconds }) => sum + seconds, 0) }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** The programs of resnest50 that take the longest on a GPU. */
export function hotTable(report: Report, gpu: Gpu, most: number): string[] {
  const head = [
    ...['first dispatch', 'kernel', 'times', 'µs each', 'bound', 'workgroups x threads', 'work a thread'],
    ...[
      'VGPRs',
      'SGPRs',
      'waves',
      'code, bytes',
      'loop',
      'of them work',
      'multiply-adds',
      'workgroup loads',
      'loads',
      'rest',
    ],
  ];
  const rows = hottestOf(runOf(report, gpu))
    .slice(0, most)
    .flatMap(({ all }) => {
      const [first] = all;
      const row = report.rows.find((each) => each.gpu === gpu && each.program === first?.dispatch.program);
      if (!first || !row) return [];
      const { name, workgroups, program } = first.dispatch;
      const { hottest } = row.compiled.code;
      const [share, { vgprs, sgprs, waves, codeBytes }] = [percent(shareOf(row.compiled)), row.compiled];
      return [
        [
          ...[name, program.kernel, String(all.length), micro(first.seconds), first.bound],
          ...[`${workgroups} x ${program.threads}`, workPerThread(first).toFixed(0)],
          ...[vgprs, sgprs, waves, codeBytes, hottest.instructions, hottest.working].map(String),
          ...[`${hottest.products} (${share})`],
          ...[hottest.sharedLoads, hottest.globalLoads, restOf(hottest)].map(String),
        ],
      ];
    });
  return markdownTable(head, rows);
}

/** What breaks a rule, the worst of each kernel. */
export function breachTable(breaches: readonly Breach[], gpu: Gpu): string[] {
  const head = ['kernel', 'rule', 'programs', 'the worst of them', 'what was found'];
  const rows = groupsOf(breaches)
    .filter((group) => group.gpu === gpu.name)
    .map(({ rule, kernel, count, worst }) => [kernel, rule, String(count), worst.row.program.first, worst.found]);
  return markdownTable(head, rows);
}
