/** Starts two builds of the library in turns, cold and warm, each in a browser of its own: no cache of programs is warm. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleScript, refreshLibrary } from '../build/library';
import { launchers } from '../common/browser/launch';
import type { BrowserName } from '../common/browser/types';
import { log } from '../common/log';
import { median } from '../common/median';
import { dist } from '../common/project';
import { type Content, serve } from '../common/server';
import { alignedTable } from '../common/table';
import type { Turn, TurnTask } from './turnPage';

type Task = Omit<TurnTask, 'weights' | 'library'>;

/** A build, and whether its weights were kept by the start before. */
interface Build {
  readonly name: 'before' | 'now';
  readonly turns: { readonly cold: Turn[]; readonly warm: Turn[] };
}

export interface CompareOptions {
  /** The folder of the other build. */
  readonly against: string;
  readonly rounds: number;
  readonly browser: BrowserName;
}

/** Compares the present build with one in another folder; answers with lines for people. */
export async function compareBuilds(
  checkpoint: Iterable<Uint8Array>,
  task: Task,
  { against, rounds, browser }: CompareOptions,
): Promise<readonly string[]> {
  await refreshLibrary();
  const server = await serve(
    new Map<string, Content>([
      ['/page.js', [new TextEncoder().encode(await bundleScript('tools/benchLoading/turnPage.ts'))]],
      ['/checkpoint', checkpoint],
      ['/before/', { folder: resolve(against) }],
      ['/', { folder: dist }],
    ]),
  );
  const builds: readonly Build[] = (['before', 'now'] as const).map((name) => ({
    name,
    turns: { cold: [], warm: [] },
  }));
  try {
    for (let round = 0; round < rounds; round++)
      for (const { name, turns } of round % 2 === 0 ? builds : builds.toReversed()) {
        const library = name === 'now' ? '/resnest-webgpu.js' : '/before/resnest-webgpu.js';
        const [cold, warm] = await coldAndWarm(browser, server.url, { ...task, library, weights: '/checkpoint' });
        turns.cold.push(cold);
        turns.warm.push(warm);
        log(`${name}, round ${round + 1}: cold ${inWords(cold)}; warm ${inWords(warm)}`);
      }
  } finally {
    await server.close();
  }
  return (['cold', 'warm'] as const).flatMap((start) => linesOf(start, builds));
}

const inWords = ({ firstLogitsMs, specialisedMs, meanwhileMs, steadyMs, longestMs }: Turn): string =>
  `${firstLogitsMs.toFixed(0)} ms, programs ${specialisedMs.toFixed(0)} ms, ${Number.isNaN(meanwhileMs) ? 'no call' : `a call up to ${meanwhileMs.toFixed(0)} ms`} meanwhile, a run ${steadyMs.toFixed(0)} to ${longestMs.toFixed(0)} ms`;

async function coldAndWarm(name: BrowserName, url: string, task: TurnTask): Promise<readonly [Turn, Turn]> {
  // Mesa keeps programs between browsers.
  const programs = await mkdtemp(join(tmpdir(), 'resnest-webgpu-programs-'));
  const browser = await launchers[name]({ env: { MESA_SHADER_CACHE_DIR: programs } });
  const start = async (): Promise<Turn> => {
    const page = await browser.openPage(url);
    // A string, because Vite would rewrite an import() in a function.
    const turn = await page.evaluate<Turn>(
      `(async () => { const { turn } = await import('/page.js'); return turn(${JSON.stringify(task)}); })()`,
    );
    await page.close();
    return turn;
  };
  try {
    return [await start(), await start()];
  } finally {
    await browser.close();
    await rm(programs, { recursive: true });
  }
}

function linesOf(start: 'cold' | 'warm', builds: readonly Build[]): readonly string[] {
  const medians = (pick: (turn: Turn) => number): readonly number[] =>
    builds.map(({ turns }) => median(turns[start].map(pick)));
  const row = (what: string, pick: (turn: Turn) => number): readonly string[] => {
    const [before = NaN, now = NaN] = medians(pick);
    return [what, before.toFixed(0), now.toFixed(0), (now / before).toFixed(2)];
  };
  const [reference] = builds.flatMap(({ turns }) => turns.cold);
  const all = builds.flatMap(({ turns }) => turns[start]).flatMap(({ first, steady }) => [first, steady]);
  const errors = reference ? all.map((logits) => difference(logits, reference.first)) : [];
  return [
    ...alignedTable(
      [`${start}, medians in ms`, 'before', 'now', 'ratio'],
      [
        row('createClassifier', ({ startMs }) => startMs),
        row('first logits', ({ firstLogitsMs }) => firstLogitsMs),
        row('programs of its own', ({ specialisedMs }) => specialisedMs),
        row('the longest call meanwhile', ({ meanwhileMs }) => meanwhileMs),
        row('a run afterwards', ({ steadyMs }) => steadyMs),
        row('the longest of them', ({ longestMs }) => longestMs),
      ].filter((cells) => cells.slice(1, 3).some((cell) => cell !== 'NaN')), // without --pause no call is made meanwhile
    ),
    `  logits differ by ${Math.max(...errors).toExponential(1)} of the largest at most`,
  ];
}

/** Over the largest magnitude. */
function difference(got: Turn['first'], want: Turn['first']): number {
  const largest = Math.max(...want.map(Math.abs));
  return Math.max(...want.map((value, i) => Math.abs((got[i] ?? NaN) - value))) / largest;
}
