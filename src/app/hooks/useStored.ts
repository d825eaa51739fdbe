/**
 * The models that this device keeps, as the library's cache tells, and what a person does with them.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ModelCache, StoredModel } from '../../index';
import { type Failure, failureOf } from '../failures';
import { PageError } from '../pageError';
import type { Model } from '../state';

/** What the page knows of its storage; each look at it is another object. */
export interface Stored {
  /** Undefined until the browser has told. */
  readonly models: readonly StoredModel[] | undefined;
  /** The bytes that the browser keeps for this page, models and all else, if it tells. */
  readonly usedBytes: number | undefined;
  /** Whether the browser keeps them even when space runs short; undefined where it does not tell. */
  readonly isPersistent: boolean | undefined;
  readonly failure?: Failure | undefined;
}

export interface Storage {
  readonly stored: Stored;
  /** Deletes the model under a key, or all of them. */
  readonly remove: (key?: string) => void;
  /** Asks the browser to keep the models even when space runs short. Whether it will. */
  readonly persist: () => Promise<boolean>;
}

/** Fetched after the model: the first answer needs none of it. */
const loadCache = async (): Promise<ModelCache> => (await import('./kept')).cache;

/**
 * Looks anew whenever a model has come into use, and when the page is shown again; not yet while `isWaiting` for the
 * first model.
 */
export function useStored(model: Model | undefined, isWaiting: boolean): Storage {
  const [stored, setStored] = useState<Stored>({ models: undefined, usedBytes: undefined, isPersistent: undefined });

  const look = useCallback(async (because?: Failure): Promise<void> => {
    const found = await lookNow();
    setStored(because ? { ...found, failure: because } : found);
  }, []);

  useEffect(() => {
    if (isWaiting) return;
    const listening = new AbortController();
    void look();
    document.addEventListener('visibilitychange', () => void look(), { signal: listening.signal });
    return () => listening.abort();
  }, [look, model, isWaiting]);

  const remove = useCallback(
    (key?: string): void => {
      removeNow(key).then(
        () => look(),
        (cause: unknown) => look(failureIn('storage-stuck', cause)),
      );
    },
    [look],
  );

  const persist = useCallback(async (): Promise<boolean> => {
    const isKept = await (await loadCache()).persist();
    await look();
    return isKept;
  }, [look]);

  return { stored, remove, persist };
}

const failureIn = (code: 'storage-closed' | 'storage-stuck', cause: unknown): Failure =>
  failureOf(new PageError(code, '', { cause }), { on: 'offered', name: '' });

async function removeNow(key: string | undefined): Promise<void> {
  const cache = await loadCache();
  await (key === undefined ? cache.clear() : cache.delete(key));
}

async function lookNow(): Promise<Stored> {
  const [usedBytes, isPersistent] = await Promise.all([
    navigator.storage?.estimate().then(
      ({ usage }) => usage,
      () => undefined, // the page says nothing of it then
    ),
    navigator.storage?.persisted().catch(() => undefined),
  ]);
  try {
    const cache = await loadCache();
    return { models: await cache.list(), usedBytes, isPersistent };
  } catch (cause) {
    return { models: undefined, usedBytes, isPersistent, failure: failureIn('storage-closed', cause) };
  }
}
