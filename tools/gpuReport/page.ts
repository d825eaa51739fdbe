/** Writes docs/gpu.md. */
import { format, resolveConfig } from 'prettier';
import { attentionOf, beforeAndNow } from './before';
import { GPUS, LAUNCH } from './gpus';
import {
  type Breach,
  FEWEST_WAVES,
  isConvolution,
  judge,
  LEAST_SHARE,
  LONGEST_SMALL_GRID,
  percent,
  type Rule,
  RULES,
  shareOf,
} from './judge';
import type { Report } from './report';
import {
  boundTable,
  breachTable,
  classTable,
  gpuTable,
  halfTable,
  hotTable,
  hottestOf,
  micro,
  milli,
  mixedTable,
  runOf,
  runTable,
} from './tables';

/** The programs of a GPU in the page; docs/gpu.csv has them all. */
const SHOWN = 10;

const INTRODUCTION = `# GPUs, judged by their own compiler

This page says how our programs would run on four GPUs of AMD that nobody here had. Mesa's Vulkan driver RADV compiles a
program for a GPU that is not there, and tells the registers, the waves and the machine code. From these, \`npm run
gpu-report\` writes this page and [gpu.csv](gpu.csv), which has every program on every GPU. Registers, waves, bytes and
counts of instructions are the compiler's. **Times are a model's; nothing was measured on a GPU.**

## How to run it

On Debian 12 or another system with Mesa 22.3.6, x64, Node 20.19 or newer and Python 3.9 or newer; no GPU is needed:

\`\`\`sh
apt-get update
apt-get install -y mesa-vulkan-drivers libvulkan1 python3-venv
npm ci
python3 -m venv .cache/radv
.cache/radv/bin/pip install -r tools/radv/requirements.txt
npm run gpu-report            # writes docs/gpu.md and docs/gpu.csv
npm run test:gpu-compilers    # exit code 1 if a program breaks a rule
\`\`\`

Each takes one to five minutes on two cores. Both take the Python of \`.cache/radv\` if it is there, else \`python3\`;
\`--python\` names another. The same sources and the same Mesa give the same page, byte for byte. Another Mesa compiles
otherwise, and the page names the one that it was written with. \`npm run test:gpu-compilers\` lists each row that breaks
a rule and says whether the committed table has it too; with \`--new\` it fails on rows only that the table does not have.`;

const MODEL = `## The model of a run's time

A dispatch takes the longest of five times, and ${micro(LAUNCH)} µs more for its launch; a run is the sum.

- **arithmetic**: the vector instructions of the waves on the unit with the most workgroups. A SIMD issues one for its
  lanes each cycle.
- **caches**: the words that each lane of these waves loads, at 64 bytes a cycle and unit.
- **workgroup memory**: likewise, at 128 bytes a cycle and unit.
- **memory**: activations at the rate of the last cache, weights at that of the memory, each once.
- **latency**: how often a wave passes its hottest loop, times its instructions and one wait for its loads; once for every
  set of waves that a SIMD holds at once. This is the bound of a grid that is too small.

How often a thread passes the hottest loop follows from the plan: the work of a thread, over the multiply-adds of one
pass. Launch, waits and the rates of caches are assumptions; the other numbers are the makers'. The model knows no
collisions in workgroup memory, no partly filled cache lines and no change of clock.`;

const LIMITS = `## What the compiler sees

Plans are those of \`src/scheduler/plan/\` for the adapter classes amd, nvidia, intel and apple, at batch 1, in f32, f16 and
int8 storage, and once more in f16 storage with maps in f16 (the option \`precision\`). The last three classes stand here for their tiles: the compiler is AMD's. WGSL goes through naga, as in
Firefox, so every loop has naga's counter against endless loops. naga lets one thread zero all workgroup memory; the
report takes this out of the programs, since engines share it among threads or leave it to the driver.

Waves are as RADV counts them: of 32 lanes on NAVI21 and GFX1100, where a program's wave of 64 counts twice, and of 64 on
VEGA10 and RENOIR.`;

/** The rules in words, with their numbers. */
const RULE_WORDS: Readonly<Record<Rule, string>> = {
  spill: 'No register is spilled, and no scratch memory is used.',
  waves: `A SIMD holds at least ${FEWEST_WAVES} waves of as many lanes as it has, so ${FEWEST_WAVES} threads a lane. On VEGA10 and RENOIR, whose SIMDs have 16 lanes, that is two waves of 64.`,
  loop: `At least ${percent(LEAST_SHARE)} of the instructions that compute or load in a convolution's hottest loop are multiply-adds. The hottest loop is the innermost one with the most of them; where the compiler unrolls it into the loop around it, that one counts, with all that it fetches, and where no loop is left, the program from its first load to its last product. A multiplication that begins a sum is a multiply-add: the compiler knows that the sum is still zero. Conversions, addresses that lanes compute, selections, and loads of lanes, of workgroup memory and of scalars all count against them. Scalar arithmetic, branches, waits, barriers and what gives the compiler's own buffers their addresses do not: each cycle a SIMD issues them for one wave beside a vector instruction for another.`,
  grid: `A dispatch of fewer workgroups than the GPU has units takes at most ${micro(LONGEST_SMALL_GRID)} µs in the model.`,
};

/** A page out of a report, formatted. */
export async function pageOf(report: Report, path: string): Promise<string> {
  const breaches = judge(report);
  const parts = [
    `<!-- written by npm run gpu-report -->\n\n${INTRODUCTION}`,
    `## What it shows\n\n${summaryOf(report, breaches)
      .map((line) => `- ${line}`)
      .join('\n')}`,
    beforeAndNow(report, breaches),
    rulesOf(breaches),
    `## Runs\n\nMilliseconds by the model, plans of class \`amd\`, and how many times as long as the multiply-adds at the GPU's peak. The last column is the longest chain on NAVI21 if dispatches that do not need each other's outputs ran at once.\n\n${runTable(report).join('\n')}\n\nThe plans of the four classes in f32:\n\n${classTable(report).join('\n')}`,
    `## Maps in f16\n\nWhat the option \`precision: 'f16'\` changes on class \`amd\`, with weights in f16 before and after.\n\n${halfTable(report).join('\n')}\n\nMultiply-adds in the hottest loops of all convolutions whose maps are f16, and those of them that take f16 as it lies: \`v_fma_mix_f32\` or \`v_mad_mix_f32\`, whose factors are f16 and whose sum is f32.\n\n${mixedTable(report).join('\n')}`,
    `## What bounds resnest50@224\n\nMicroseconds of the dispatches with each bound, and their number; class \`amd\`, f32.\n\n${boundTable(report).join('\n')}`,
    ...GPUS.map(
      (gpu) => `## The hottest programs of resnest50@224 on ${gpu.name}\n\n${hotTable(report, gpu, SHOWN).join('\n')}`,
    ),
    `\`loop\` is all instructions of the hottest loop, \`of them work\` those that compute or load, and the four columns behind are the parts of these; \`loads\` are from memory for each lane. \`work a thread\` is multiply-adds, or elements read where there are none.`,
    `${MODEL}\n\n${gpuTable().join('\n')}`,
    `${LIMITS} The compiler was ${report.driver}.`,
  ];
  const options = await resolveConfig(path);
  return format(parts.join('\n\n'), { ...options, filepath: path });
}

function rulesOf(breaches: readonly Breach[]): string {
  const rules = (Object.keys(RULES) as Rule[]).map((rule) => `- \`${rule}\`: ${RULE_WORDS[rule]}`);
  const tables = GPUS.map((gpu) => `### Broken on ${gpu.name}\n\n${breachTable(breaches, gpu).join('\n')}`);
  const words =
    breaches.length === 0
      ? 'None is broken.'
      : `**${breaches.length} rows break a rule, so \`npm run test:gpu-compilers\` fails.** By kernel:`;
  return [
    `## The rules, and what breaks them\n\n${rules.join('\n')}\n\n${words}`,
    ...(breaches.length === 0 ? [] : tables),
  ].join('\n\n');
}

/** Some sentences with the numbers that matter. */
function summaryOf(report: Report, breaches: readonly Breach[]): readonly string[] {
  const [big] = GPUS;
  if (!big) return [];
  const run = runOf(report, big);
  const vgprs = report.rows.map(({ compiled }) => compiled.vgprs);
  const count = (rule: Rule): number => breaches.filter((breach) => breach.rule === rule).length;
  const convolutions = report.rows.filter(({ program }) => isConvolution(program));
  const shares = convolutions.map(({ compiled }) => shareOf(compiled)).sort((a, b) => a - b);
  const programs = new Set(report.rows.map(({ program }) => program.id)).size;
  const [first, second] = hottestOf(run);
  const named = (group: typeof first): string => {
    const [one] = group?.all ?? [];
    return group && one
      ? `\`${one.dispatch.name}\` (${one.dispatch.program.kernel}, ${group.all.length} x ${micro(one.seconds)} µs, ${one.bound})`
      : 'none';
  };
  const attention = run.dispatches.filter(({ dispatch }) => dispatch.program.kernel === 'attention').length;
  const { all, longest } = attentionOf(run);
  const small = run.dispatches.filter(({ dispatch }) => dispatch.workgroups < big.units).length;
  const others = GPUS.slice(1).map((gpu) => {
    const each = runOf(report, gpu);
    return `${milli(each.seconds)} ms on ${gpu.name} (${(each.seconds / each.ideal).toFixed(1)} times)`;
  });
  const fewLiteral = report.rows.filter(({ compiled }) => compiled.waves < FEWEST_WAVES);
  return [
    `${programs} programs were compiled for ${GPUS.length} GPUs. ${count('spill') === 0 ? 'No register is spilled anywhere.' : `${count('spill')} rows spill registers.`}`,
    `Programs take ${Math.min(...vgprs)} to ${Math.max(...vgprs)} VGPRs. ${count('waves') === 0 ? 'All leave a SIMD enough waves by the rule below.' : `${count('waves')} leave a SIMD too few waves.`} As RADV counts, ${fewLiteral.length} rows have fewer than ${FEWEST_WAVES}${fewLiteral.length > 0 ? `, on ${[...new Set(fewLiteral.map(({ gpu }) => gpu.name))].join(' and ')} only` : ''}.`,
    `resnest50@224 in f32 takes ${milli(run.seconds)} ms on ${big.name} in the model, ${(run.seconds / run.ideal).toFixed(1)} times its multiply-adds at peak; ${others.join(', ')}.`,
    `Its longest programs on ${big.name} are ${named(first)} and ${named(second)}.`,
    `Launches are ${micro(run.dispatches.length * LAUNCH)} µs of it, for ${run.dispatches.length} dispatches.`,
    `Split attention between its convolutions takes ${micro(all)} µs of it, in ${attention} dispatches of up to ${micro(longest)} µs.`,
    `${small} of its dispatches have fewer workgroups than ${big.name} has units. ${count('grid') === 0 ? 'None of any model takes longer than the rule allows.' : `${count('grid')} programs of all models break the rule for small grids.`}`,
    `The hottest loops of convolutions are ${percent(shares[0] ?? 0)} to ${percent(shares.at(-1) ?? 0)} multiply-adds, half of them above ${percent(shares[Math.floor(shares.length / 2)] ?? 0)}; ${count('loop')} of ${convolutions.length} rows are below ${percent(LEAST_SHARE)}.`,
    `Buffers are handed on so soon that no two dispatches of the run could overlap: the critical path is ${milli(run.critical.seconds)} ms. By data alone it is ${milli(run.byData.seconds)} ms.`,
  ];
}
