/** What the thread of a page does, in processor time: on a busy machine the time on the clock says little. */
import type { Browser, Page } from '@playwright/test';

/** A longer task costs a frame at 60 frames a second. */
export const FRAME_MS = 16;

/** Milliseconds of the processor. */
export interface Business {
  /** The longest task of the page's thread. */
  readonly longest: number;
  /** All tasks of that thread together, but for those that draw a frame. */
  readonly onPage: number;
  /** All tasks of the workers together. */
  readonly inWorkers: number;
}

/** As Chromium traces a task, or a part of one. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly src_func?: string };
}

const TASK = 'ThreadControllerImpl::RunTask';
const DRAWS = 'ScheduledActionSendBeginMainFrame';

/** What the threads of a page do while `run` runs. */
export async function businessOf(browser: Browser, page: Page, run: () => Promise<void>): Promise<Business> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await run();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: TraceEvent[];
  };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}:${tid}`;
  const names = new Map<string, string>(
    traceEvents.flatMap((event) =>
      event.name === 'thread_name' ? [[threadOf(event), event.args.name ?? ''] as const] : [],
    ),
  );
  const tasks = traceEvents
    .filter(({ name }) => name === TASK)
    .map((event) => ({
      milliseconds: (event.tdur ?? 0) / 1000,
      draws: event.args.src_func === DRAWS,
      thread: names.get(threadOf(event)) ?? '',
    }));
  const sum = (some: typeof tasks): number => some.reduce((all, { milliseconds }) => all + milliseconds, 0);
  const ofPage = tasks.filter(({ thread }) => thread === 'CrRendererMain');
  if (!ofPage.some(({ draws }) => draws)) throw new Error(`the trace has no ${DRAWS}; look how Chromium names it now`);
  return {
    longest: Math.max(...ofPage.map(({ milliseconds }) => milliseconds)),
    onPage: sum(ofPage.filter(({ draws }) => !draws)),
    inWorkers: sum(tasks.filter(({ thread }) => thread === 'DedicatedWorker thread')),
  };
}
