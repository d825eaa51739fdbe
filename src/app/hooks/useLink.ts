/**
 * Follows a link to a model and a sample: the one by which the page was opened, and those that are followed on it.
 */
import { useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../failures';
import { wishIn } from '../link';
import { isSame, type ModelRequest } from '../modelRequest';
import type { Sample } from '../samples';
import { type Action, START, type State } from '../state';

interface Taker {
  readonly state: State;
  readonly dispatch: (action: Action) => void;
  readonly choose: (sample: Sample) => void;
}

/** The first state, for the link by which the page was opened: its model may begin at once. Pages are drawn without links. */
export const startHere = (): State => ({
  ...START,
  onWebGPU: typeof location !== 'undefined' && wishIn(location.hash).onWebGPU === true && 'gpu' in navigator,
});

/**
 * The sample is shown at once. The embedded model answers first, and the model of the link takes its place. Returns what
 * the last link asks for and the page does not have, until the person goes on.
 */
export function useLink({
  state: { model, loading, modelProblem, photo },
  dispatch,
  choose,
}: Taker): Failure | undefined {
  const [wish, setWish] = useState<ModelRequest>();
  const [fault, setFault] = useState<Failure>();

  useEffect(() => {
    const listening = new AbortController();
    const follow = (before: string): void => {
      const next = wishIn(location.hash, before);
      if (next.request) setWish(next.request);
      if (next.onWebGPU && 'gpu' in navigator) dispatch({ type: 'WebGPU asked' });
      if (next.sample) choose(next.sample);
      setFault(next.fault && failureOf(next.fault, { on: 'photo', name: '' }));
    };
    follow('');
    window.addEventListener('hashchange', ({ oldURL }) => follow(new URL(oldURL).hash), { signal: listening.signal });
    return () => listening.abort();
  }, [dispatch, choose]);

  const isOwnPhoto = photo?.isSample === false;
  useEffect(() => {
    if (isOwnPhoto) setFault(undefined);
  }, [isOwnPhoto]);

  const isReady = model !== undefined || (loading === undefined && modelProblem !== undefined);
  const inUse = loading?.load.request ?? model?.request;
  useEffect(() => {
    if (!isReady || !wish) return;
    setWish(undefined);
    if (!(inUse && isSame(inUse, wish))) dispatch({ type: 'model asked', request: wish });
  }, [wish, isReady, inUse, dispatch]);
  return fault;
}
