/** `npm run bench`: ours beside its peers (bench/options.ts), or alone at many sizes (bench/scaling/options.ts). */
import { buildResNeSt } from '../src/model/resnest';
import { macsOf } from '../src/model/shapes';
import { measure } from './bench/measure';
import { type BenchOptions, tool } from './bench/options';
import { formatReport, makeReport } from './bench/report';
import { tool as scalingTool } from './bench/scaling/options';
import { runScaling } from './bench/scaling/run';
import { type Main, mainOf } from './common/arguments/tool';
import { makeFiles } from './common/modelFiles';

const scaling = mainOf(scalingTool, runScaling);
const comparison = mainOf(tool, bench);

export const main: Main = (args, signal) => (args.includes('--scaling') ? scaling : comparison)(args, signal);

async function bench(options: BenchOptions): Promise<number> {
  const { model, batch, storage, json } = options;
  const files = await makeFiles(options);
  const { config, inputSize } = files;
  const measurements = await measure(options, files);
  const graph = buildResNeSt(config);
  const input = [batch, 3, inputSize, inputSize] as const;
  const gflop = (2 * macsOf(graph, input)) / 1e9;
  const report = makeReport({ model, inputSize, batch, storage }, measurements, gflop);
  console.log(formatReport(report, measurements.adapter.peak));
  if (json) console.log(JSON.stringify(report));
  return 0;
}
