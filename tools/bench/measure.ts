/** Runs the runtimes in a browser in turns, and times them. */
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { dist, refreshLibrary, root, target, useProduction } from '../build/library';
import { sentence } from '../classify/files';
import { type BrowserPage, launchers, type OpenBrowser } from '../browser/launch';
import { type BenchOptions, DEFAULT_RUNS } from './options';
import type * as Bench from './page';
import type { Run, RuntimeName } from './page';
import type { Task } from './runtimes';
import { type Content, serve } from './server';
import type { Files } from './weights';

/** For the count of GPU bytes, which goes by what is collected. */
const COLLECTED = ['--js-flags=--expose-gc'];

/** What one runtime took and gave. */
export interface Measured {
  readonly runtime: RuntimeName;
  /** From nothing to the first logits. */
  readonly firstMs: number;
  /** The same with our packed weights in IndexedDB; peers have nothing alike. */
  readonly warmStartMs: number | null;
  readonly runsMs: readonly number[];
  readonly gpuBytes: number;
  readonly logits: readonly number[];
}

export interface Measurements extends Awaited<ReturnType<typeof Bench.profile>> {
  readonly browser: string;
  readonly results: readonly Measured[];
}

/** A runtime whose runs have taken this long is done, unless the caller names a number of runs. */
const PATIENCE_MS = 60_000;
const FEWEST_RUNS = 2;

const log = (text: string): void => void process.stderr.write(`${text}\n`);

/** Measures ours and the peers; a peer that fails is left out, and said so on stderr. */
export async function measure(options: BenchOptions, files: Files): Promise<Measurements> {
  const server = await serve(await contentsOf(files));
  try {
    const browser = await launchers[options.browser](COLLECTED);
    try {
      const { batch, storage } = options;
      const { config, inputSize } = files;
      const task: Task = {
        ...{ config, inputSize, batch, storage },
        weights: '/checkpoint.safetensors',
        onnx: '/model.onnx',
      };
      return await measureIn(browser, server.url, task, options);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function contentsOf({ checkpoint, onnx }: Files): Promise<Map<string, Content>> {
  await refreshLibrary();
  return new Map<string, Content>([
    ['/bench.js', [new TextEncoder().encode(await bundlePage())]],
    ['/ort/', { folder: join(root, 'node_modules/onnxruntime-web/dist') }],
    ['/checkpoint.safetensors', checkpoint],
    ['/model.onnx', onnx],
    ['/', { folder: dist }],
  ]);
}

async function bundlePage(): Promise<string> {
  useProduction();
  const entry = join(root, 'tools/bench/page.ts');
  const [output] = (await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: { target, write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'bench' } },
  })) as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? '';
}

async function measureIn(browser: OpenBrowser, url: string, task: Task, options: BenchOptions): Promise<Measurements> {
  const openPage = async (): Promise<Caller> => callerOf(await browser.openPage(url));

  const cold = await openPage();
  log('ours: first start');
  const first = await cold.call('open', 'ours', task);
  await cold.close();

  const page = await openPage();
  const opened = new Map<RuntimeName, Run>([['ours', await page.call('open', 'ours', task)]]);
  log(`ours: ${words(first.ms)}, with weights in IndexedDB ${words(opened.get('ours')?.ms ?? NaN)}`);
  for (const peer of options.peers) {
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
  return { browser: browser.name, results, ...profile };
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

type Name = keyof typeof Bench;
type Answer<N extends Name> = Awaited<ReturnType<(typeof Bench)[N]>>;

/** Calls the functions of page.ts by name. */
interface Caller {
  call<N extends Name>(name: N, ...args: Parameters<(typeof Bench)[N]>): Promise<Answer<N>>;
  close(): Promise<void>;
}

const callerOf = (page: BrowserPage): Caller => ({
  call<N extends Name>(name: N, ...args: Parameters<(typeof Bench)[N]>) {
    // A string, because Vite would rewrite an import() in a function.
    const script = `import('/bench.js').then((bench) => bench.${name}(...${JSON.stringify(args)}))`;
    return page.evaluate<Answer<N>>(script).catch(withoutStack);
  },
  close: () => page.close(),
});

/** Throws what the page threw, without where. */
function withoutStack(error: unknown): never {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  throw new Error(first.replace(/^page\.evaluate: (\w*Error: )?/, ''), { cause: error });
}
