/** `npm run gpu-report`: docs/gpu.md, our programs as AMD's compiler sees them. */
import { writeFile } from 'node:fs/promises';
import { mainOf } from './common/arguments/tool';
import type { Tool, ValuesOf } from './common/arguments/types';
import { log } from './common/log';
import { csvOf } from './gpuReport/csv';
import { PAGE, python, pythonAt, TABLE } from './gpuReport/options';
import { pageOf } from './gpuReport/page';
import { makeReport } from './gpuReport/report';

const table = { python };

const tool: Tool<typeof table, undefined> = {
  script: 'gpu-report',
  does: [
    "Compiles the programs of four models' plans with Mesa's RADV for four GPUs that need not be there, and writes docs/gpu.md and docs/gpu.csv.",
    'docs/gpu.md says which packages it needs. It takes some minutes.',
  ],
  options: table,
  rest: undefined,
};

export const main = mainOf(tool, write);

async function write({ python: given }: ValuesOf<typeof table, undefined>, signal: AbortSignal): Promise<number> {
  const report = await makeReport(pythonAt(given), signal, log);
  await writeFile(TABLE, csvOf(report));
  await writeFile(PAGE, await pageOf(report, PAGE));
  console.log(`Wrote docs/gpu.md and docs/gpu.csv: ${report.rows.length} rows, ${report.driver}.`);
  return 0;
}
