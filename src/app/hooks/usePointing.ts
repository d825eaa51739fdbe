/**
 * The label that a person points at, and why the answer has it.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Explanation } from '../../index';
import type { Failure } from '../failures';
import { type Action, isUpToDate, type State } from '../state';
import { useExplanations } from './useExplanations';

/** What the person points at, and how. */
export interface Pointing {
  /** The class under the pointer or the keyboard's focus; else the one that was clicked. */
  readonly index: number | undefined;
  /** The class that was clicked, and stays until another click. */
  readonly pinned: number | undefined;
  /** Why the answer has that class, once it is known. */
  readonly explanation: Explanation | undefined;
  /** Any explanation of the answer: all have the same attention. */
  readonly anyExplanation: Explanation | undefined;
  readonly failure: Failure | undefined;
  /** Whether there is an answer to explain. */
  readonly isAnswered: boolean;
  /** Whether the person has asked for the attention of the blocks. */
  readonly isDeep: boolean;
  /** How strongly the map covers the photo, from 0 to 1. */
  readonly strength: number;
  readonly point: (index: number | undefined) => void;
  readonly pin: (index: number | undefined) => void;
  readonly goDeep: (isDeep: boolean) => void;
  readonly setStrength: (strength: number) => void;
}

/** Of the photo in the frame, and of its answer as soon as that is up to date. */
export function usePointing(state: State, dispatch: (action: Action) => void): Pointing {
  const { model, photo } = state;
  const answer = isUpToDate(state) ? state.answer : undefined;
  const [pointed, point] = useState<number>();
  const [pinned, pin] = useState<number>();
  const [isDeep, goDeep] = useState(false);
  const [strength, setStrength] = useState(0.6);
  const index = pointed ?? pinned;
  useEffect(() => {
    point(undefined);
    pin(undefined);
  }, [photo]);

  const wanted = index ?? (isDeep ? answer?.classes[0]?.index : undefined);
  const { byIndex, failure } = useExplanations(model, answer, wanted, dispatch);
  const explanation = index === undefined ? undefined : byIndex.get(index);
  const [anyExplanation] = byIndex.values();
  return {
    ...{ index, pinned, explanation, anyExplanation, failure, isDeep, strength },
    ...{ isAnswered: answer !== undefined, point, pin, goDeep, setStrength },
  };
}
