/**
 * Loads models: the embedded one at once, others on request. The one in use stays until the next has come.
 */
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { createClassifier, WebGPUUnavailableError } from '../index';
import { type ModelRequest, optionsOf, titleOf } from './modelRequest';
import type { Action, State } from './state';
import { sentence } from './words';

/** What the page may ask for. */
export interface ModelControl {
  /** Loads a model; a load that still runs is given up. */
  readonly load: (request: ModelRequest) => void;
  /** Gives up the load that runs. */
  readonly cancel: () => void;
}

/** Keeps `state.model` loaded, and disposes of it when another takes its place. */
export function useModel({ model, loading }: State, dispatch: (action: Action) => void): ModelControl {
  const newest = useRef<AbortController>(undefined);
  const hasModel = model !== undefined;

  const load = useCallback(
    (request: ModelRequest): void => {
      newest.current?.abort();
      const controller = new AbortController();
      newest.current = controller;
      const { origin } = request;
      dispatch({ type: 'load began', origin, title: titleOf(request) });
      loadModel(request, controller.signal, dispatch).catch((error: unknown) => {
        if (controller.signal.aborted) return;
        if (error instanceof WebGPUUnavailableError && !hasModel) dispatch({ type: 'unsupported' });
        else dispatch({ type: 'load failed', origin, problem: sentence(error) });
      });
    },
    [dispatch, hasModel],
  );

  const cancel = (): void => {
    if (!loading) return;
    newest.current?.abort();
    dispatch({ type: 'load cancelled' });
    if (!hasModel) load({ origin: 'embedded' });
  };

  useEffect(() => load({ origin: 'embedded' }), []);
  useEffect(() => () => void model?.classifier.dispose(), [model]);
  return { load, cancel };
}

async function loadModel(
  request: ModelRequest,
  signal: AbortSignal,
  dispatch: (action: Action) => void,
): Promise<void> {
  const options = await optionsOf(request);
  const classifier = await createClassifier({
    ...options,
    signal,
    onProgress: (progress) => {
      if (!signal.aborted) dispatch({ type: 'load progressed', progress });
    },
  });
  if (signal.aborted) await classifier.dispose();
  else dispatch({ type: 'load ended', model: { origin: request.origin, title: titleOf(request), classifier } });
}
