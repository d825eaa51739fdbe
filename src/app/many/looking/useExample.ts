/**
 * The photo that others are compared with: one of them, or another file.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../failures';
import type { Model } from '../../state';
import { embeddingOf } from './look';
import type { Example } from '../order';
import type { SeenShot } from '../shots';

export interface Comparing {
  readonly example: Example | undefined;
  /** The photo of the grid that it is, if it is one. */
  readonly shot: SeenShot | undefined;
  /** The name of the file that is being looked at. */
  readonly coming: string | undefined;
  readonly failure: Failure | undefined;
  readonly toShot: (shot: SeenShot) => void;
  readonly toFile: (file: File) => void;
  readonly toNone: () => void;
}

type Found = Pick<Comparing, 'example' | 'shot' | 'coming' | 'failure'>;

const NOTHING: Found = { example: undefined, shot: undefined, coming: undefined, failure: undefined };

/** Embeddings of two models have nothing in common: with another one the comparison ends. */
export function useExample(model: Model | undefined): Comparing {
  const [found, setFound] = useState<Found>(NOTHING);
  const newest = useRef<AbortController>(undefined);
  const begin = useCallback((next: Found): AbortSignal => {
    newest.current?.abort();
    newest.current = new AbortController();
    setFound(next);
    return newest.current.signal;
  }, []);
  const request = model?.request;
  useEffect(() => void begin(NOTHING), [begin, request]);

  const toFile = useCallback(
    (file: File): void => {
      if (!model) return;
      const signal = begin({ ...NOTHING, coming: file.name });
      embeddingOf(model.classifier, file, signal).then(
        (embedding) => {
          if (embedding && !signal.aborted) setFound({ ...NOTHING, example: { name: file.name, embedding } });
        },
        (error: unknown) => {
          if (!signal.aborted) setFound({ ...NOTHING, failure: failureOf(error, { on: 'photo', name: file.name }) });
        },
      );
    },
    [model, begin],
  );
  const toShot = useCallback(
    (shot: SeenShot): void => {
      const { embedding } = shot.outcome;
      begin({ ...NOTHING, shot, example: embedding && { name: shot.path, embedding } });
    },
    [begin],
  );
  return { ...found, toShot, toFile, toNone: useCallback(() => void begin(NOTHING), [begin]) };
}
