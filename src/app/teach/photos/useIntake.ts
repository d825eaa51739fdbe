/**
 * Has the model in use look at the photos that a person gives to classes, one after the other.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../../failures';
import { unlessLost } from '../../hooks/lost';
import type { Action, Model } from '../../state';
import { photoOf } from './intake';
import { explained } from '../../stage/formats';
import type { TaughtPhoto } from '../lesson';

/** Files for a class; those of one job are one step of undo. */
export interface Job {
  readonly id: number;
  readonly classId: number;
  readonly files: readonly File[];
}

/** Where photos go. */
export interface Taker {
  readonly take: (job: Job, photo: TaughtPhoto) => void;
  readonly done: (job: Job) => void;
}

export interface Intake {
  /** The files that wait, first those that the model looks at now. */
  readonly jobs: readonly Job[];
  /** The files that could not be added. */
  readonly failures: readonly Failure[];
  readonly give: (classId: number, files: readonly File[]) => void;
  /** Tells of something that could not be read. */
  readonly refuse: (failure: Failure) => void;
  readonly cancel: () => void;
}

export function useIntake(model: Model | undefined, dispatch: (action: Action) => void, taker: Taker): Intake {
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const count = useRef(0);
  const taking = useRef(taker);
  taking.current = taker;

  const [job] = jobs;
  const [file] = job?.files ?? [];
  useEffect(() => {
    if (!model || !job || !file) return;
    const controller = new AbortController();
    const { signal } = controller;
    const goOn = (): void => {
      if (job.files.length === 1) taking.current.done(job);
      setJobs(([first, ...others]) => (first ? [...restOf(first), ...others] : []));
    };
    photoOf(model.classifier, file, signal).then(
      (photo) => {
        if (signal.aborted) return;
        taking.current.take(job, photo);
        goOn();
      },
      (error: unknown) => {
        if (signal.aborted) return;
        const failure = unlessLost(failureOf(error, { on: 'photo', name: file.name }), model, dispatch);
        if (!failure) return; // it goes on with the next model
        void explained(failure, file).then((told) => {
          if (signal.aborted) return;
          setFailures((all) => [...all, told]);
          goOn();
        });
      },
    );
    return () => controller.abort();
  }, [model, job, file, dispatch]);

  return {
    jobs,
    failures,
    give: useCallback((classId: number, files: readonly File[]) => {
      if (files.length === 0) return;
      setFailures([]);
      setJobs((all) => [...all, { id: ++count.current, classId, files }]);
    }, []),
    refuse: useCallback((failure: Failure) => setFailures([failure]), []),
    cancel: useCallback(() => setJobs([]), []),
  };
}

/** What is left of a job when its first file is done. */
const restOf = (job: Job): readonly Job[] => (job.files.length > 1 ? [{ ...job, files: job.files.slice(1) }] : []);
