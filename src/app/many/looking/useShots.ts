/**
 * Holds many photos and has the model in use look at them in their order, one at a time.
 */
import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import { unlessLost } from '../../hooks/lost';
import type { Action, Model, State } from '../../state';
import type { Found } from '../bringing/found';
import { look } from './look';
import { type Change, changed, NONE, type Outcome, type Shots } from '../shots';

/** Answers come faster than anyone reads; they are shown together this often. */
const SHOWN_MS = 400;

export interface Looking {
  readonly shots: Shots;
  /** Since when photos have been looked at without a pause, and how many were ready then. */
  readonly since: { readonly at: number; readonly ready: number } | undefined;
  readonly bring: (found: Found) => void;
  readonly stop: () => void;
  /** Goes on; from the beginning where another model is in use now. */
  readonly resume: () => void;
  readonly clear: () => void;
}

export function useShots({ model, home }: State, dispatch: (action: Action) => void): Looking {
  const [shots, change] = useReducer(changed, NONE);
  const latest = useRef(shots);
  latest.current = shots;
  const since = useRef<Looking['since']>(undefined);
  const request = model?.request ?? home;

  // A model that is opened again after a loss has the same request, and another one's answers would not fit.
  const isOther = shots.request !== undefined && model !== undefined && model.request !== shots.request;
  useEffect(() => {
    if (isOther) change({ type: 'stopped' });
  }, [isOther]);

  const isRunning = shots.isRunning && !isOther;
  useEffect(() => {
    if (!isRunning || !model) return;
    since.current = { at: performance.now(), ready: latest.current.all.filter(({ outcome }) => outcome).length };
    const end = run(model, () => latest.current, change, dispatch);
    return () => {
      since.current = undefined;
      end();
    };
  }, [isRunning, model, dispatch]);

  return {
    shots,
    since: since.current,
    bring: useCallback(
      ({ entries, leftOut }: Found) => change({ type: 'brought', entries, leftOut, request }),
      [request],
    ),
    stop: useCallback(() => change({ type: 'stopped' }), []),
    resume: useCallback(() => change({ type: 'resumed', request }), [request]),
    clear: useCallback(() => change({ type: 'cleared' }), []),
  };
}

/** Looks at all photos that are there, and at those that come meanwhile. Returns the function that ends it. */
function run(
  model: Model,
  shots: () => Shots,
  change: (change: Change) => void,
  dispatch: (action: Action) => void,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let outcomes = new Map<number, Outcome>();
  const show = (): void => {
    if (outcomes.size === 0) return;
    change({ type: 'looked', outcomes });
    outcomes = new Map();
  };
  const timer = setInterval(show, SHOWN_MS);
  const begun = new Set<number>();
  const goOn = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = shots().all.find(({ id, outcome }) => !outcome && !begun.has(id));
      if (next) {
        begun.add(next.id);
        const outcome = await look(model.classifier, next.file, signal);
        if ('failure' in outcome && !unlessLost(outcome.failure, model, dispatch)) return; // it goes on with the next
        outcomes.set(next.id, outcome); // by now they may be other ones
      } else {
        show(); // the last answers end the run, if nothing was brought meanwhile
        await new Promise((resolve) => setTimeout(resolve, SHOWN_MS));
      }
    }
  };
  goOn().catch((error: unknown) => {
    if (!signal.aborted) throw error; // a defect, for the console
  });
  return () => {
    controller.abort();
    clearInterval(timer);
    show();
  };
}
