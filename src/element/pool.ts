/**
 * Classifiers that several elements share: the last that leaves one takes it along, after a while.
 */
import { ResNeStError } from '../core/errors';
import type { Classifier, Progress } from '../index';
import type { Start } from './options';

/** How long a classifier waits for another element, in milliseconds: a page that renders anew removes and adds. */
export const IDLE_MS = 5_000;

type Listener = (progress: Progress) => void;

interface Shared {
  readonly classifier: Promise<Classifier>;
  readonly listeners: Set<Listener>;
  readonly abort: AbortController;
  /** What listeners that come later hear at once. */
  progress: Progress | undefined;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** An element's part in a classifier. */
export interface Lease {
  readonly classifier: Promise<Classifier>;
  /** Ends this part. */
  release(): void;
  /** Leaves the classifier to those who have it; whoever comes next gets another one. */
  forget(): void;
}

const pool = new Map<string, Shared>();

/** A part in the classifier of this key, which `start` starts where there is none. */
export function lease(key: string, start: (start: Start) => Promise<Classifier>, listener: Listener): Lease {
  const shared = pool.get(key) ?? begin(key, start);
  clearTimeout(shared.timer);
  shared.listeners.add(listener);
  if (shared.progress) listener(shared.progress);
  return {
    classifier: shared.classifier,
    release() {
      if (!shared.listeners.delete(listener) || shared.listeners.size > 0) return;
      shared.timer = setTimeout(() => end(key, shared), IDLE_MS);
    },
    forget: () => forget(key, shared),
  };
}

function begin(key: string, start: (start: Start) => Promise<Classifier>): Shared {
  const listeners = new Set<Listener>();
  const abort = new AbortController();
  const onProgress = (progress: Progress): void => {
    shared.progress = progress;
    for (const listener of listeners) listener(progress);
  };
  const classifier = start({ signal: abort.signal, onProgress });
  const shared: Shared = { classifier, listeners, abort, progress: undefined, timer: undefined };
  pool.set(key, shared);
  classifier.then(
    () => (shared.progress = undefined),
    () => forget(key, shared), // the next one tries again
  );
  return shared;
}

function forget(key: string, shared: Shared): void {
  if (pool.get(key) === shared) pool.delete(key);
}

function end(key: string, shared: Shared): void {
  forget(key, shared);
  shared.abort.abort();
  shared.classifier.then(
    (classifier) => classifier.dispose(),
    () => undefined, // the elements have heard of it
  );
}

/** Whether a classifier is at its end, so that another one is needed. */
export const isOver = (error: unknown): boolean =>
  error instanceof ResNeStError && ['worker-ended', 'disposed'].includes(error.code);
