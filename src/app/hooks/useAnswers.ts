/**
 * Has the photo in the frame answered by the model in use.
 */
import { useLayoutEffect } from 'preact/hooks';
import { failureOf } from '../failures';
import { unlessLost } from './lost';
import { regionOf, type Square } from '../stage/square';
import { type Action, type Answer, isWaiting, type Model, type Photo, type State } from '../state';

/** Runs `state.model` on the square of `state.photo` whenever one of the three changes. */
export function useAnswers(state: State, dispatch: (action: Action) => void): void {
  const { model, photo, square } = state;
  const asked = isWaiting(state) ? photo : undefined;
  useLayoutEffect(() => {
    if (!model || !asked) return;
    const controller = new AbortController();
    ask(model, asked, square, controller.signal).then(
      (answered) => {
        if (!controller.signal.aborted) dispatch({ type: 'answered', answer: answered });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = unlessLost(failureOf(error, { on: 'photo', name: asked.name }), model, dispatch);
        if (failure) dispatch({ type: 'answer failed', failure });
      },
    );
    return () => controller.abort();
  }, [model, asked, square, dispatch]);
}

async function ask(model: Model, photo: Photo, square: Square | undefined, signal: AbortSignal): Promise<Answer> {
  const { classifier } = model;
  const regionOfInterest = regionOf(classifier.info, photo, square);
  const classes = await classifier.classify(photo.blob, { regionOfInterest, signal });
  return { photo, square, model, classes, runMs: classifier.info.timings.runMs ?? 0 };
}
