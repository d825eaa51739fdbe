/** `npm run bench`: ours beside its peers (bench/options.ts), or alone at many sizes (bench/scaling/options.ts). */
import { buildResNeSt } from '../src/model/resnest';
import { macsOf } from '../src/model/shapes';
import { measure } from './bench/measure';
import { help, parseBenchOptions } from './bench/options';
import { formatReport, makeReport } from './bench/report';
import { runScaling } from './bench/scaling/run';
import { makeFiles } from './common/modelFiles';
import { sentence } from './common/files';
import { UsageError } from './classify/options';

/** Runs the command line; the exit code is 0, 1 if nothing could be measured, 2 if it was called wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await (args.includes('--scaling') ? runScaling(args) : bench(args));
  } catch (error) {
    console.error(sentence(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

async function bench(args: readonly string[]): Promise<number> {
  const options = parseBenchOptions(args);
  if (options.help) {
    console.log(help);
    return 0;
  }
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
