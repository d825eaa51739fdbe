/** From measured times to numbers that say something, and their table. */
import { median } from '../common/median';
import { alignedTable } from '../common/table';
import { type Layer, layersOf } from './layers';
import type { Measured, Measurements } from './types';

/** What one runtime took, in the last line's JSON. */
export interface Result extends Omit<Measured, 'logits'> {
  readonly medianMs: number;
  /** Of direct convolution, whatever the runtime does instead. */
  readonly gflops: number;
  /** The largest difference to the logits of another runtime, over the largest logit; null where there is no other. */
  readonly maxError: number | null;
}

/** The last line. */
export interface Report {
  readonly model: string;
  readonly inputSize: number;
  readonly batch: number;
  readonly storage: string;
  /** What the device has computed in. */
  readonly precision: string;
  readonly adapter: string;
  readonly browser: string;
  readonly peakGflops: number;
  readonly results: readonly Result[];
  /** How many times longer each peer's median is than ours. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly layers: readonly Layer[];
}

type Head = Pick<Report, 'model' | 'inputSize' | 'batch' | 'storage'>;

/** `gflop` is the whole run's. Throws if the run was not the plan's. */
export function makeReport(head: Head, measurements: Measurements, gflop: number): Report {
  const { adapter, browser, precision, steps, dispatches } = measurements;
  const peakGflops = adapter.peak[0]?.gflops ?? NaN;
  const results = measurements.results.map(({ logits, ...measured }, i, all): Result => {
    const others = all.filter((_, j) => j !== i).map((other) => other.logits);
    const medianMs = median(measured.runsMs);
    const maxError = others.length > 0 ? Math.max(...others.map((other) => relativeError(logits, other))) : null;
    return { ...measured, medianMs, gflops: (1e3 * gflop) / medianMs, maxError };
  });
  const [ours, ...peers] = results;
  const ratios = Object.fromEntries(
    peers.map(({ runtime, medianMs }) => [runtime, medianMs / (ours?.medianMs ?? NaN)]),
  );
  const layers = layersOf(steps, dispatches, peakGflops);
  return { ...head, adapter: adapter.name, precision, browser, peakGflops, results, ratios, layers };
}

function relativeError(a: readonly number[], b: readonly number[]): number {
  const largest = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)))) / largest;
}

/** How many layers the table names; the others are few milliseconds together. */
const MOST_LAYERS = 25;

/** The report for people. */
export function formatReport(report: Report, peak: Measurements['adapter']['peak']): string {
  const { model, inputSize, batch, storage, precision, adapter, browser, peakGflops, results, ratios, layers } = report;
  const [best] = peak;
  const slowest = [...layers].sort((a, b) => b.ms - a.ms);
  const total = layers.reduce((sum, { ms }) => sum + ms, 0);
  const totalGflops = (1e3 * layers.reduce((sum, { gflop }) => sum + gflop, 0)) / total;
  const rest = slowest.slice(MOST_LAYERS);
  return [
    `${model} at ${inputSize} x ${inputSize}, batch ${batch}, ${storage}, activations ${precision}, on ${adapter}, ${browser}`,
    `multiply-add peak ${peakGflops.toFixed(1)} GFLOP/s (${best?.value}, ${best?.multiplyAdd}, ${best?.accumulators} accumulators, ${best?.threads} threads)`,
    '',
    ...alignedTable(
      [
        'runtime',
        'first',
        'warm start',
        'median',
        'fastest',
        'slowest',
        'runs',
        'GFLOP/s',
        'of peak',
        'GPU MB',
        'error',
        'ratio',
      ],
      results.map((result) => [
        result.runtime,
        time(result.firstMs),
        result.warmStartMs === null ? '-' : time(result.warmStartMs),
        time(result.medianMs),
        time(Math.min(...result.runsMs)),
        time(Math.max(...result.runsMs)),
        String(result.runsMs.length),
        result.gflops.toFixed(1),
        percent(result.gflops / peakGflops),
        (result.gpuBytes / 1e6).toFixed(1),
        result.maxError === null ? '-' : result.maxError.toExponential(1),
        `${(ratios[result.runtime] ?? 1).toFixed(2)} x`,
      ]),
    ),
    '',
    ...alignedTable(
      ['layer', 'kernel', 'ms', 'of run', 'GFLOP', 'GFLOP/s', 'of peak'],
      slowest
        .slice(0, MOST_LAYERS)
        .map(({ name, kernel, gflop, ms, fraction }) => [
          name,
          kernel,
          ms.toFixed(2),
          percent(ms / total),
          gflop.toFixed(3),
          ((1e3 * gflop) / ms).toFixed(1),
          percent(fraction),
        ]),
    ),
    `${rest.length} others take ${rest.reduce((sum, { ms }) => sum + ms, 0).toFixed(1)} ms`,
    `all ${layers.length}, each measured by itself, together ${total.toFixed(1)} ms, ${totalGflops.toFixed(1)} GFLOP/s, ${percent(totalGflops / peakGflops)} of the peak`,
  ].join('\n');
}

const time = (ms: number): string => (ms < 10 ? `${ms.toFixed(2)} ms` : `${ms.toFixed(0)} ms`);
const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
