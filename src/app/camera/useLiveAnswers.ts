/**
 * The model's answers to a running video: always to its newest frame. Frames that come meanwhile are dropped.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Classification } from '../../index';
import { type Failure, failureOf } from '../failures';
import { unlessLost } from '../hooks/lost';
import type { Action, Model } from '../state';

export interface LiveAnswer {
  readonly classes: readonly Classification[];
  /** Answers a second, over the last ones; undefined for the first. */
  readonly rate: number | undefined;
  readonly runMs: number | undefined;
}

/** Over how many answers the rate is taken. */
const COUNTED = 12;

export function useLiveAnswers(
  model: Model | undefined,
  video: HTMLVideoElement | undefined,
  dispatch: (action: Action) => void,
): { readonly answer: LiveAnswer | undefined; readonly failure: Failure | undefined } {
  const [answer, setAnswer] = useState<LiveAnswer>();
  const [failure, setFailure] = useState<Failure>();
  useEffect(() => {
    if (!model || !video) return;
    const { classifier } = model;
    const controller = new AbortController();
    const { signal } = controller;
    const answerAll = async (): Promise<void> => {
      const times: number[] = [];
      for await (const { classes } of classifier.classifyVideo(video, { signal })) {
        times.push(performance.now());
        if (times.length > COUNTED) times.shift();
        const [first = 0, last = 0] = [times[0], times.at(-1)];
        const rate = times.length > 1 ? (1000 * (times.length - 1)) / (last - first) : undefined;
        setAnswer({ classes, rate, runMs: classifier.info.timings.runMs });
      }
    };
    answerAll().catch((error: unknown) => {
      if (signal.aborted) return;
      setFailure(unlessLost(failureOf(error, { on: 'photo', name: '' }), model, dispatch));
    });
    return () => {
      controller.abort();
      setAnswer(undefined);
      setFailure(undefined);
    };
  }, [model, video, dispatch]);
  return { answer, failure };
}
