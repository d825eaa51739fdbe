/**
 * A model of how long a dispatch takes, and a run of them. It is a model: nobody measured these times. It takes the
 * compiler's instructions, the numbers of `gpus.ts`, and the plan's sizes, and says which of five bounds is the longest.
 */
import type { Loop } from './assembly';
import type { Compiled } from './compile';
import { type Gpu, LAUNCH, peakOf, WAVE } from './gpus';
import type { Dispatch, Run } from './programs';

/** What a dispatch can wait for. */
export const BOUNDS = ['arithmetic', 'caches', 'workgroup memory', 'memory', 'latency'] as const;
export type Bound = (typeof BOUNDS)[number];

export interface Modelled {
  readonly dispatch: Dispatch;
  /** Seconds, launch included. */
  readonly seconds: number;
  /** Its longest bound, or the launch where that is longer. */
  readonly bound: Bound | 'launch';
  readonly bounds: Readonly<Record<Bound, number>>;
}

/** How often a thread passes the hottest loop, and the loop around it. */
export function tripsOf(dispatch: Dispatch, { code }: Pick<Compiled, 'code'>): { inner: number; outer: number } {
  const { program, workgroups, work, isWeighted } = dispatch;
  const { hottest } = code;
  if (!hottest.isLoop) return { inner: 1, outer: 0 };
  const each = work / (workgroups * program.threads);
  const inner = each / Math.max(1, isWeighted ? hottest.multiplyAdds : hottest.globalWords);
  // In convolutions the loop around is that over the taps.
  const { KERNEL_SIZE = 1 } = program.parameters;
  const outer = hottest.around ? KERNEL_SIZE ** 2 : 0;
  return { inner: Math.max(1, inner), outer };
}

/** The time of one dispatch. */
export function modelDispatch(dispatch: Dispatch, compiled: Compiled, gpu: Gpu): Modelled {
  const { program, workgroups, activationBytes, weightBytes } = dispatch;
  const { whole } = compiled.code;
  const hottest: Loop = compiled.code.hottest.isLoop ? compiled.code.hottest : { ...whole, isLoop: false };
  const { inner, outer } = tripsOf(dispatch, compiled);
  const second = gpu.gigahertz * 1e9;
  // The unit with the most workgroups decides, and its waves.
  const waves = Math.ceil(workgroups / gpu.units) * Math.ceil(program.threads / WAVE);
  const once = (key: 'vector' | 'globalWords' | 'sharedWords'): number =>
    whole[key] + (inner - 1) * hottest[key] + Math.max(0, outer - 1) * ((hottest.around?.[key] ?? 0) - hottest[key]);
  const cyclesOfInstruction = WAVE / gpu.lanes;
  const resident = Math.max(1, Math.floor((compiled.waves * gpu.countedLanes) / WAVE));
  const rounds = Math.ceil(waves / (gpu.simds * resident));
  const wait = ({ globalLoads, sharedLoads }: typeof whole): number =>
    (globalLoads > 0 ? gpu.loadCycles : 0) + (sharedLoads > 0 ? gpu.sharedCycles : 0);
  const outerWait = hottest.around && hottest.globalLoads === 0 ? outer * wait(hottest.around) : 0;
  const bounds: Record<Bound, number> = {
    arithmetic: (Math.ceil(waves / gpu.simds) * cyclesOfInstruction * once('vector')) / second,
    caches: (waves * once('globalWords') * WAVE * 4) / gpu.cacheBytes / second,
    'workgroup memory': (waves * once('sharedWords') * WAVE * 4) / gpu.sharedBytes / second,
    memory: activationBytes / gpu.lastCache + weightBytes / gpu.bandwidth,
    latency: (rounds * (inner * (wait(hottest) + cyclesOfInstruction * hottest.vector) + outerWait)) / second,
  };
  const longest = BOUNDS.reduce((most, each) => (bounds[each] > bounds[most] ? each : most));
  const bound = bounds[longest] < LAUNCH ? 'launch' : longest;
  return { dispatch, bounds, bound, seconds: bounds[longest] + LAUNCH };
}

export interface ModelledRun {
  readonly run: Run;
  readonly gpu: Gpu;
  readonly dispatches: readonly Modelled[];
  /** Seconds, one dispatch after the other. */
  readonly seconds: number;
  /** The dispatches of the longest chain in which each waits for the one before, and its seconds. */
  readonly critical: Chain;
  /** The same if no buffer were handed on, so that dispatches waited for their inputs only. */
  readonly byData: Chain;
  /** Seconds of the multiply-adds at the peak of all lanes. */
  readonly ideal: number;
}

export interface Chain {
  readonly dispatches: readonly Modelled[];
  readonly seconds: number;
}

export function modelRun(run: Run, compiled: ReadonlyMap<string, Compiled>, gpu: Gpu): ModelledRun {
  const dispatches = run.dispatches.map((dispatch) => {
    const found = compiled.get(dispatch.program.id);
    if (!found) throw new Error(`the program of ${dispatch.name} was not compiled for ${gpu.name}`);
    return modelDispatch(dispatch, found, gpu);
  });
  const ideal = run.macs / peakOf(gpu);
  const [critical, byData] = [criticalPath(dispatches, 'buffers'), criticalPath(dispatches, 'data')];
  return { run, gpu, dispatches, critical, byData, ideal, seconds: sumOf(dispatches) };
}

const sumOf = (all: readonly Modelled[]): number => all.reduce((total, { seconds }) => total + seconds, 0);

/**
 * The longest chain: a dispatch waits for the writers of the buffers that it reads. By `buffers` it also waits for the
 * earlier users of a buffer that it writes.
 */
export function criticalPath(dispatches: readonly Modelled[], by: 'buffers' | 'data'): Chain {
  const ends: { readonly end: number; readonly before: number }[] = [];
  const writer = new Map<number, number>();
  const readers = new Map<number, readonly number[]>();
  dispatches.forEach(({ dispatch, seconds }, i) => {
    const { reads, writes } = dispatch;
    const users = (buffer: number): readonly number[] => [
      ...(writer.has(buffer) ? [writer.get(buffer) ?? 0] : []),
      ...(readers.get(buffer) ?? []),
    ];
    const waits = reads.flatMap((buffer) => writer.get(buffer) ?? []);
    const handedOn = by === 'buffers' ? writes.flatMap(users) : [];
    const later = (last: number, j: number): number => ((ends[j]?.end ?? 0) > (ends[last]?.end ?? 0) ? j : last);
    const before = [...waits, ...handedOn].reduce(later, -1);
    ends.push({ end: (ends[before]?.end ?? 0) + seconds, before });
    for (const buffer of reads) readers.set(buffer, [...(readers.get(buffer) ?? []), i]);
    for (const buffer of writes) {
      writer.set(buffer, i);
      readers.set(buffer, []);
    }
  });
  const path: Modelled[] = [];
  let at = ends.reduce((last, { end }, i) => (end > (ends[last]?.end ?? -1) ? i : last), 0);
  for (let each = dispatches[at]; each; each = dispatches[at]) {
    path.unshift(each);
    at = ends[at]?.before ?? -1;
  }
  return { dispatches: path, seconds: sumOf(path) };
}
