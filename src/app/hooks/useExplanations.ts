/**
 * Explains an answer, one class after the other, as a person asks for them. The answer itself never waits for it.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Explanation } from '../../index';
import { type Failure, failureOf } from '../failures';
import { regionOf } from '../stage/square';
import type { Answer } from '../state';

/** The explanations of one answer, by the number of the class. */
export interface Explained {
  readonly answer: Answer | undefined;
  readonly byIndex: ReadonlyMap<number, Explanation>;
  readonly failure?: Failure;
}

/** A pointer that passes over a list asks for nothing. */
const PAUSE_MS = 80;

const NOTHING: ReadonlyMap<number, Explanation> = new Map();

/** Explains the class `wanted` of `answer`, if it is not explained yet. */
export function useExplanations(answer: Answer | undefined, wanted: number | undefined): Explained {
  const [explained, setExplained] = useState<Explained>({ answer: undefined, byIndex: NOTHING });
  const current = explained.answer === answer ? explained : { answer, byIndex: NOTHING };
  const isKnown = wanted !== undefined && (current.byIndex.has(wanted) || current.failure !== undefined);

  useEffect(() => {
    if (!answer || wanted === undefined || isKnown) return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      explain(answer, wanted, controller.signal).then(
        (explanation) =>
          setExplained((last) => ({
            answer,
            byIndex: new Map(last.answer === answer ? last.byIndex : []).set(wanted, explanation),
          })),
        (error: unknown) => {
          if (controller.signal.aborted) return;
          const failure = failureOf(error, { on: 'photo', name: answer.photo.name });
          setExplained((last) => ({ answer, byIndex: last.answer === answer ? last.byIndex : NOTHING, failure }));
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [answer, wanted, isKnown]);

  return current;
}

const explain = (
  { model: { classifier }, photo, square }: Answer,
  index: number,
  signal: AbortSignal,
): Promise<Explanation> =>
  classifier.explain(photo.blob, { index, signal, regionOfInterest: regionOf(classifier.info, photo, square) });
