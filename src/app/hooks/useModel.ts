/**
 * Loads the model that the state asks for. The one in use stays until the next has come.
 */
import { useEffect, useLayoutEffect } from 'preact/hooks';
import {
  createClassifier,
  type DeviceLoss,
  DeviceLostError,
  type Progress,
  type WorkerOptions,
} from '../../worker/index';
import { failureOf, type Work } from '../failures';
import { EMBEDDED, type ModelRequest, optionsOf } from '../modelRequest';
import { PageError } from '../pageError';
import { isRuntimeThere, runtimeUrl } from '../runtime';
import type { Action, Load, Model, State } from '../state';

/** Follows `state.loading` and `state.model`: aborts a load that is given up, and disposes a model that is replaced. */
export function useModel({ model, loading, onWebGPU }: State, dispatch: (action: Action) => void): void {
  const load = loading?.load;

  // Before the page is drawn: the worker starts meanwhile.
  useLayoutEffect(() => {
    if (!load) return;
    const controller = new AbortController();
    const begin = (): void => void attempt(load, onWebGPU, controller.signal, dispatch);
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (load.waitMs > 0) timer = setTimeout(begin, load.waitMs);
    else begin();
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [load, onWebGPU, dispatch]);

  useEffect(() => () => void model?.classifier.dispose(), [model]);

  useEffect(() => {
    const listening = new AbortController();
    window.addEventListener('online', () => dispatch({ type: 'connected' }), { signal: listening.signal });
    return () => listening.abort();
  }, [dispatch]);
}

async function attempt(
  load: Load,
  onWebGPU: boolean,
  signal: AbortSignal,
  dispatch: (action: Action) => void,
): Promise<void> {
  const { request, because } = load;
  // After a loss the graphics processor comes back in a while; answers do not become slow meanwhile.
  const waitsForDevice = because?.code === 'device-lost' || because?.code === 'no-device';
  const fallback = onWebGPU || waitsForDevice ? undefined : { wasm: runtimeUrl() };
  let model: Model | undefined;
  try {
    const isDue = paced();
    const onProgress = (progress: Progress): void => {
      if (!signal.aborted && isDue(progress)) dispatch({ type: 'load progressed', load, progress });
    };
    const onDeviceLost = (loss: DeviceLoss): void => {
      if (model) tellLoss(model, loss, dispatch); // a model that is not in use yet is only loaded for longer
    };
    model = await loadModel(request, { fallback, signal, onProgress, onDeviceLost });
    if (signal.aborted) await model.classifier.dispose();
    else dispatch({ type: 'load ended', load, model });
  } catch (error) {
    const failure = failureOf(error, workOf(request));
    const isOver = failure.code === 'no-runtime' && (await isRuntimeThere()); // it comes, and does not start
    if (!signal.aborted) dispatch(isOver ? { type: 'unsupported' } : { type: 'load failed', load, failure });
  }
}

/** The page is drawn anew at most so often while a model comes: its weights are told one by one. */
const PACE_MS = 100;

/** Whether a step of a load is shown: the first of its stage, and those that come later than the pace. */
function paced(): (progress: Progress) => boolean {
  let shown: { readonly stage: Progress['stage']; readonly at: number } | undefined;
  return ({ stage }) => {
    const at = performance.now();
    if (shown?.stage === stage && at - shown.at < PACE_MS) return false;
    shown = { stage, at };
    return true;
  };
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
  given: Pick<WorkerOptions, 'fallback' | 'signal' | 'onProgress' | 'onDeviceLost'>,
): Promise<Model> {
  const options = await optionsOf(request);
  const classifier = await createClassifier({ ...options, ...given });
  if (classifier.info.outputs.includes('logits')) return { request, classifier };
  await classifier.dispose();
  throw new PageError('headless', workOf(request).name);
}
