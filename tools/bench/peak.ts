/** The multiply-add peak of an adapter: the best of many kernels that work on registers alone. */
import { emptyBuffer } from '../../src/gpu/buffers';
import { bind, PipelineCache } from '../../src/gpu/pipelines';
import type { Library } from '../../src/gpu/wgsl';
import { type Dispatch, timeDispatches } from './dispatches';

const files = import.meta.glob<string>('./peak/*.wgsl', { query: '?raw', import: 'default', eager: true });
const texts: Library = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.wgsl$/g, ''), text]),
);

/** Multiply-adds in the body of the loop, on `Value`s. */
const BODY = 64;
const STEPS = 32;

/** Enough to fill any GPU. */
const THREADS = 65536;

interface Variant {
  readonly value: 'f32' | 'vec4f';
  readonly multiplyAdd: 'fma' | 'separate';
  readonly accumulators: number;
  readonly threads: number;
}

const VARIANTS: readonly Variant[] = (['f32', 'vec4f'] as const).flatMap((value) =>
  (['fma', 'separate'] as const).flatMap((multiplyAdd) =>
    [2, 4, 8, 16].flatMap((accumulators) =>
      [64, 256].map((threads) => ({ value, multiplyAdd, accumulators, threads })),
    ),
  ),
);

/** What one kernel reached. */
export interface Reached extends Variant {
  readonly gflops: number;
}

/** Every kernel's speed in GFLOP/s, two operations a multiply-add; the first is the best. */
export async function measurePeak(device: GPUDevice): Promise<readonly Reached[]> {
  const pipelines = new PipelineCache(device);
  const output = emptyBuffer(device, 'peak', THREADS * 4);
  const dispatches = await Promise.all(
    VARIANTS.map(async ({ value, multiplyAdd, accumulators, threads }): Promise<Dispatch> => {
      const parameters = { ACCUMULATORS: accumulators, REPEATS: BODY / accumulators, STEPS, THREADS: threads };
      const slots = { value, multiplyAdd };
      const pipeline = await pipelines.get({ name: 'peak', source: texts['peak'] ?? '', parameters, slots }, texts);
      const bindGroups = new Map([[0, bind(device, pipeline, { output })]]);
      return { pipeline: pipeline.pipeline, bindGroups, workgroups: [THREADS / threads] };
    }),
  );
  const times = await timeDispatches(device, dispatches);
  output.destroy();
  return VARIANTS.map((variant, i) => {
    const operations = 2 * BODY * STEPS * THREADS * (variant.value === 'vec4f' ? 4 : 1);
    return { ...variant, gflops: operations / 1e6 / (times[i] ?? NaN) };
  }).sort((a, b) => b.gflops - a.gflops);
}
