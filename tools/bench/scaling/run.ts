/** `npm run bench -- --scaling`: what it can do is in options.ts. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../../common/project';
import { formatMarkdown, writeDocuments } from './documents';
import { measureScaling, type Scaling } from './measure';
import { type ScalingOptions, type ScalingValues, withSeries } from './options';
import { documentSeries, formatSeries, plotsOf } from './report';
import { axes } from './series';

/** Measures, prints and writes what the values ask for; gives the exit code. `args` are named in the documentation. */
export async function runScaling(
  values: ScalingValues,
  _signal: AbortSignal,
  args: readonly string[],
): Promise<number> {
  const options = withSeries(values);
  const scaling = await measureScaling(options);
  const { adapter, browser, series } = scaling;
  const tables = series.map((one) => `## Against ${axes[one.axis].title}\n\n${formatSeries(one)}`);
  console.log(
    await formatMarkdown(['# Scaling', conditions(options, scaling), ...tables].join('\n\n'), join(root, 'docs')),
  );
  if (options.out !== undefined) {
    const command = `\`npm run bench -- ${args.join(' ')}\` on ${new Date().toISOString().slice(0, 10)}:`;
    const parts = ['## Scaling', `${command} ${conditions(options, scaling)}`, ...series.map(documentSeries)];
    await writeDocuments(options.out, parts.join('\n\n'), plotsOf(series));
  }
  if (options.json) console.log(JSON.stringify({ storage: options.storage, adapter, browser, series }));
  return 0;
}

/** Under what conditions the numbers hold. */
function conditions({ storage, runs }: ScalingOptions, { adapter, browser }: Scaling): string {
  const processors = cpus();
  const machine = `${processors.length} x ${processors[0]?.model ?? 'unknown processor'}`;
  return (
    `ours alone on ${adapter}, ${browser}, ${machine}, with WebGPU's default limits, weights seeded and kept as ${storage}. ` +
    `Times are medians; number of runs of each shape: ${runs}, all shapes of a model in turns.`
  );
}
