/** Runs the runtimes in a browser in turns, and times them. */
import { join, resolve } from 'node:path';
import { log } from '../common/log';
import type { Files } from '../common/modelFiles';
import { root } from '../common/project';
import { sentence } from '../common/words';
import { type Bencher, type Caller, withBrowser } from './caller';
import { type BenchOptions, DEFAULT_RUNS } from './options';
import { BEFORE, type Task } from './runtimes';
import type { Measured, Measurements, Run, RuntimeName } from './types';

/** A runtime whose runs have taken this long is done, unless the caller names a number of runs. */
const PATIENCE_MS = 60_000;
const FEWEST_RUNS = 2;

/** Measures ours and the peers; a peer that fails is left out, and said so on stderr. */
export async function measure(options: BenchOptions, files: Files): Promise<Measurements> {
  const { config, inputSize, checkpoint, onnx } = files;
  const { batch, storage, precision } = options;
  const task: Task = {
    ...{ config, inputSize, batch, storage, precision },
    weights: '/checkpoint.safetensors',
    onnx: '/model.onnx',
  };
  return withBrowser(options.browser, (bencher) => {
    bencher.contents
      .set(task.weights, checkpoint)
      .set(task.onnx, onnx)
      .set('/ort/', { folder: join(root, 'node_modules/onnxruntime-web/dist') });
    if (options.against !== undefined) bencher.contents.set(BEFORE, { folder: resolve(options.against) });
    return measureIn(bencher, task, options);
  });
}

async function measureIn({ browser, openPage }: Bencher, task: Task, options: BenchOptions): Promise<Measurements> {
  const cold = await openPage();
  log('ours: first start');
  const first = await cold.call('open', 'ours', task);
  await cold.close();

  const page = await openPage();
  const opened = new Map<RuntimeName, Run>([['ours', await page.call('open', 'ours', task)]]);
  log(`ours: ${words(first.ms)}, with weights in IndexedDB ${words(opened.get('ours')?.ms ?? NaN)}`);
  for (const peer of [...(options.against === undefined ? [] : ['before' as const]), ...options.peers]) {
    log(`${peer}: first start`);
    await page.call('open', peer, task).then(
      (run) => opened.set(peer, run),
      (error: unknown) => log(`${peer} fails: ${sentence(error)}`),
    );
  }
  const runs = await takeTurns(page, [...opened.keys()], options.runs);
  const results: Measured[] = [];
  for (const [runtime, { ms, logits }] of opened) {
    const start = runtime === 'ours' ? { firstMs: first.ms, warmStartMs: ms } : { firstMs: ms, warmStartMs: null };
    const gpuBytes = await page.call('gpuBytes', runtime);
    results.push({ runtime, ...start, runsMs: runs.get(runtime) ?? [], gpuBytes, logits });
  }
  await page.close();

  log('the adapter and the layers');
  const profiling = await openPage();
  const profile = await profiling.call('profile', task);
  return { browser, results, ...profile };
}

/** One run of each runtime after the other, round by round. */
async function takeTurns(
  page: Caller,
  names: readonly RuntimeName[],
  wanted: number | undefined,
): Promise<ReadonlyMap<RuntimeName, readonly number[]>> {
  const runs = new Map<RuntimeName, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < (wanted ?? DEFAULT_RUNS); round++)
    for (const [name, times] of runs) {
      const isSlow = times.length >= FEWEST_RUNS && times.reduce((sum, ms) => sum + ms, 0) > PATIENCE_MS;
      if (wanted === undefined && isSlow) continue;
      const { ms } = await page.call('run', name);
      times.push(ms);
      log(`${name}: run ${times.length}, ${words(ms)}`);
    }
  return runs;
}

const words = (ms: number): string => `${ms.toFixed(0)} ms`;
