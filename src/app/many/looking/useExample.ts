/**
 * The photo that others are compared with: one of them, or another file.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../failures';
import { unlessLost } from '../../hooks/lost';
import type { Action, State } from '../../state';
import { embeddingOf } from './look';
import type { Example } from '../order';
import { explained } from '../../stage/formats';
import type { SeenShot } from '../shots';

export interface Comparing {
  readonly example: Example | undefined;
  /** The photo of the grid that it is, if it is one. */
  readonly shot: SeenShot | undefined;
  /** The file that is being looked at, or waits for the model. */
  readonly coming: File | undefined;
  readonly failure: Failure | undefined;
  readonly toShot: (shot: SeenShot) => void;
  readonly toFile: (file: File) => void;
  readonly toNone: () => void;
}

type Found = Pick<Comparing, 'example' | 'shot' | 'coming' | 'failure'>;

const NOTHING: Found = { example: undefined, shot: undefined, coming: undefined, failure: undefined };

/**
 * Embeddings of two models have nothing in common: with another one the comparison ends. One that is opened again after
 * a loss is the same, and looks at the file that was to be looked at.
 */
export function useExample({ model, home }: State, dispatch: (action: Action) => void): Comparing {
  const request = model?.request ?? home;
  const [held, hold] = useState({ request, found: NOTHING });
  const found = held.request === request ? held.found : NOTHING;
  const setFound = useCallback((next: Found) => hold({ request, found: next }), [request]);

  const { coming } = found;
  useEffect(() => {
    if (!model || !coming) return;
    const controller = new AbortController();
    embeddingOf(model.classifier, coming, controller.signal).then(
      (embedding) => {
        if (controller.signal.aborted) return;
        setFound({ ...NOTHING, example: embedding && { name: coming.name, embedding } });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = unlessLost(failureOf(error, { on: 'photo', name: coming.name }), model, dispatch);
        if (failure)
          void explained(failure, coming).then(
            (told) => !controller.signal.aborted && setFound({ ...NOTHING, failure: told }),
          );
      },
    );
    return () => controller.abort();
  }, [model, coming, dispatch, setFound]);

  const toShot = useCallback(
    (shot: SeenShot): void => {
      const { embedding } = shot.outcome;
      setFound({ ...NOTHING, shot, example: embedding && { name: shot.path, embedding } });
    },
    [setFound],
  );
  return {
    ...found,
    toShot,
    toFile: useCallback((file: File) => setFound({ ...NOTHING, coming: file }), [setFound]),
    toNone: useCallback(() => setFound(NOTHING), [setFound]),
  };
}
