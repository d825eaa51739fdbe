/**
 * Explains an answer, one class after the other, as a person asks for them. The answer itself never waits for it.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Explanation } from '../../index';
import { type Failure, failureOf } from '../failures';
import { regionOf } from '../stage/square';
import type { Action, Answer, Model } from '../state';
import { unlessLost } from './lost';

/** The explanations of one answer, by the number of the class. */
export interface Explained {
  readonly answer: Answer | undefined;
  readonly byIndex: ReadonlyMap<number, Explanation>;
  readonly failure?: Failure;
}

/** A pointer that passes over a list asks for nothing. */
const PAUSE_MS = 80;

const NOTHING: ReadonlyMap<number, Explanation> = new Map();

/**
 * Explains the class `wanted` of `answer`, if it is not explained yet. `model` is the one in use: after a loss the model of
 * the answer is gone, and the one that comes in its place explains.
 */
export function useExplanations(
  model: Model | undefined,
  answer: Answer | undefined,
  wanted: number | undefined,
  dispatch: (action: Action) => void,
): Explained {
  const [explained, setExplained] = useState<Explained>({ answer: undefined, byIndex: NOTHING });
  const current = explained.answer === answer ? explained : { answer, byIndex: NOTHING };
  const isKnown = wanted !== undefined && (current.byIndex.has(wanted) || current.failure !== undefined);

  useEffect(() => {
    if (!model || !answer || wanted === undefined || isKnown) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      explain(model, answer, wanted, controller.signal).then(
        (explanation) =>
          setExplained((last) => ({
            answer,
            byIndex: new Map(last.answer === answer ? last.byIndex : []).set(wanted, explanation),
          })),
        (error: unknown) => {
          if (controller.signal.aborted) return;
          const failure = unlessLost(failureOf(error, { on: 'photo', name: answer.photo.name }), model, dispatch);
          if (failure)
            setExplained((last) => ({ answer, byIndex: last.answer === answer ? last.byIndex : NOTHING, failure }));
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [model, answer, wanted, isKnown, dispatch]);

  return current;
}

const explain = (
  { classifier }: Model,
  { photo, square }: Answer,
  index: number,
  signal: AbortSignal,
): Promise<Explanation> =>
  classifier.explain(photo.blob, { index, signal, regionOfInterest: regionOf(classifier.info, photo, square) });
