/**
 * Follows a link to a model and a sample: the one by which the page was opened, and those that are followed on it.
 */
import { useEffect, useState } from 'preact/hooks';
import { failureOf } from '../failures';
import { type Wish, wishIn } from '../link';
import { isSame } from '../modelRequest';
import type { Sample } from '../samples';
import { type Action, START, type State } from '../state';

interface Taker {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly choose: (sample: Sample) => void;
  readonly refuse: (error: unknown) => void;
}

/** The first state, for the link by which the page was opened: its model may begin at once. Pages are drawn without links. */
export const startHere = (): State => ({
  ...START,
  onWebGPU: typeof location !== 'undefined' && wishIn(location.hash).onWebGPU === true && 'gpu' in navigator,
});

/** The sample is shown at once. The embedded model answers first, and the model of the link takes its place. */
export function useLink({ state: { model, loading, modelProblem }, dispatch, choose, refuse }: Taker): void {
  const [wish, setWish] = useState<Wish>({});

  useEffect(() => {
    const listening = new AbortController();
    const follow = (before: string): void => {
      const next = wishIn(location.hash, before);
      if (next.request || next.modelFault) setWish(next);
      if (next.onWebGPU && 'gpu' in navigator) dispatch({ type: 'WebGPU asked' });
      if (next.sample) choose(next.sample);
      if (next.sampleFault) refuse(next.sampleFault);
    };
    follow('');
    window.addEventListener('hashchange', ({ oldURL }) => follow(new URL(oldURL).hash), { signal: listening.signal });
    return () => listening.abort();
  }, [dispatch, choose, refuse]);

  const isReady = model !== undefined || (loading === undefined && modelProblem !== undefined);
  const inUse = loading?.load.request ?? model?.request;
  useEffect(() => {
    const { request, modelFault } = wish;
    if (!isReady || (!request && !modelFault)) return;
    setWish({});
    if (modelFault)
      dispatch({ type: 'model refused', failure: failureOf(modelFault, { on: 'offered', name: modelFault.about }) });
    else if (request && !(inUse && isSame(inUse, request))) dispatch({ type: 'model asked', request });
  }, [wish, isReady, inUse, dispatch]);
}
