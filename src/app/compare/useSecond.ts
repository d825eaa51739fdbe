/**
 * A second model, which answers the photo and the square of the first. It is a page's state of its own, so nothing that
 * befalls it reaches the first.
 */
import { useEffect, useReducer } from 'preact/hooks';
import { useAnswers } from '../hooks/useAnswers';
import { useModel } from '../hooks/useModel';
import type { ModelRequest } from '../modelRequest';
import { type Action, reduce, START, type State } from '../state';

/** The state in which a model is being loaded that is also the one to return to. */
const beginWith = (request: ModelRequest, onWebGPU: boolean): State => ({
  ...reduce({ ...START, onWebGPU }, { type: 'model asked', request }),
  home: request,
});

/** Loads the model, and disposes it with the component. `first` is the state of the model in use. */
export function useSecond(request: ModelRequest, first: State): readonly [State, (action: Action) => void] {
  const [state, dispatch] = useReducer(reduce, undefined, () => beginWith(request, first.onWebGPU));
  useModel(state, dispatch);
  useAnswers(state, dispatch);
  const { photo, square } = first;
  useEffect(() => {
    if (photo) dispatch({ type: 'photo opened', photo });
  }, [photo]);
  useEffect(() => dispatch({ type: 'square moved', square }), [photo, square]);
  return [state, dispatch];
}
