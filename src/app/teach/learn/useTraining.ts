/**
 * Teaches what the classes show, in a worker.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../failures';
import { PageError } from '../../pageError';
import { teach } from './teach';
import { lessonOf, type Outcome, type TaughtClass } from '../lesson';

export interface Training {
  /** The finished part, from 0 to 1, while it runs. */
  readonly share: number | undefined;
  readonly failure: Failure | undefined;
  readonly start: (classes: readonly TaughtClass[]) => void;
  readonly cancel: () => void;
}

export function useTraining(onTaught: (outcome: Outcome) => void): Training {
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(
    (classes: readonly TaughtClass[]): void => {
      const controller = new AbortController();
      running.current = controller;
      setFailure(undefined);
      setShare(0);
      teach(lessonOf(classes), { signal: controller.signal, onProgress: setShare })
        .then(
          (taught) => onTaught({ ...taught, classes }),
          (cause: unknown) => {
            if (!controller.signal.aborted)
              setFailure(failureOf(new PageError('teach-failed', '', { cause }), { on: 'photo', name: '' }));
          },
        )
        .finally(() => setShare(undefined));
    },
    [onTaught],
  );
  return { share, failure, start, cancel: useCallback(() => running.current?.abort(), []) };
}
