/**
 * Loads the model that the state asks for. The one in use stays until the next has come.
 */
import { useEffect } from 'preact/hooks';
import { type ClassifierOptions, createClassifier, type DeviceLoss, DeviceLostError, type Progress } from '../../index';
import { failureOf, type Work } from '../failures';
import { watchedCache } from '../keptWeights';
import { EMBEDDED, type ModelRequest, optionsOf } from '../modelRequest';
import { PageError } from '../pageError';
import type { Action, Load, Model, State } from '../state';

/** Follows `state.loading` and `state.model`: aborts a load that is given up, and disposes a model that is replaced. */
export function useModel({ model, loading }: State, dispatch: (action: Action) => void): void {
  const load = loading?.load;

  useEffect(() => {
    if (!load) return;
    const controller = new AbortController();
    const timer = setTimeout(() => void attempt(load, controller.signal, dispatch), load.waitMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [load, dispatch]);

  useEffect(() => () => void model?.classifier.dispose(), [model]);

  useEffect(() => {
    const listening = new AbortController();
    window.addEventListener('online', () => dispatch({ type: 'connected' }), { signal: listening.signal });
    return () => listening.abort();
  }, [dispatch]);
}

async function attempt(load: Load, signal: AbortSignal, dispatch: (action: Action) => void): Promise<void> {
  const { request } = load;
  if (!('gpu' in navigator)) return dispatch({ type: 'unsupported' });
  let model: Model | undefined;
  try {
    const onProgress = (progress: Progress): void => {
      if (!signal.aborted) dispatch({ type: 'load progressed', load, progress });
    };
    const onDeviceLost = (loss: DeviceLoss): void => {
      if (model) tellLoss(model, loss, dispatch); // a model that is not in use yet is only loaded for longer
    };
    model = await loadModel(request, { signal, onProgress, onDeviceLost });
    if (signal.aborted) await model.classifier.dispose();
    else dispatch({ type: 'load ended', load, model });
  } catch (error) {
    if (!signal.aborted) dispatch({ type: 'load failed', load, failure: failureOf(error, workOf(request)) });
  }
}

const workOf = (request: ModelRequest): Work =>
  request.origin === 'own'
    ? { on: 'own', name: request.weights.name }
    : { on: 'offered', name: request.origin === 'published' ? request.name : EMBEDDED.name };

/** A loss after which the library opens the model again; of any other the next answer tells. */
function tellLoss(model: Model, { recovering, message }: DeviceLoss, dispatch: (action: Action) => void): void {
  const failure = failureOf(new DeviceLostError('lost', message), { on: 'photo', name: '' });
  if (recovering) dispatch({ type: 'model reopens', model, failure });
}

async function loadModel(
  request: ModelRequest,
  { signal, ...listeners }: Pick<ClassifierOptions, 'signal' | 'onProgress' | 'onDeviceLost'>,
): Promise<Model> {
  const { cache, keptAs } = watchedCache();
  const options = await optionsOf(request);
  const classifier = await createClassifier({ ...options, ...listeners, cache, signal });
  const { outputs, timings } = classifier.info;
  if (outputs.includes('logits')) return { request, classifier, keptAs: keptAs(timings.fromCache) };
  await classifier.dispose();
  throw new PageError('headless', workOf(request).name);
}
