/**
 * Opens the photos that a person chooses and has them answered. The newest choice wins; older ones end in silence.
 */
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { failureOf } from '../failures';
import { type Chosen, nameOf, openPhoto } from '../stage/openPhoto';
import { regionOf, type Square } from '../stage/square';
import { type Action, type Answer, isWaiting, type Model, type Photo, type State } from '../state';

/** Runs `state.model` on the square of `state.photo` whenever one of the three changes. Returns the function that chooses a photo, whose promise ends when it is opened, or is not. */
export function usePhoto(
  state: State,
  dispatch: (action: Action) => void,
): (chosen: Chosen, leftOut?: readonly string[]) => Promise<void> {
  const { model, photo, square, answer } = state;
  const newest = useRef<AbortController>(undefined);

  const choose = useCallback(
    (chosen: Chosen, leftOut?: readonly string[]): Promise<void> => {
      newest.current?.abort();
      const controller = new AbortController();
      newest.current = controller;
      return openPhoto(chosen, controller.signal).then(
        (opened) => dispatch({ type: 'photo opened', photo: { ...opened, leftOut } }),
        (error: unknown) => {
          if (controller.signal.aborted) return;
          dispatch({ type: 'photo refused', failure: failureOf(error, { on: 'photo', name: nameOf(chosen) }) });
        },
      );
    },
    [dispatch],
  );

  const asked = isWaiting(state) ? photo : undefined;
  useEffect(() => {
    if (!model || !asked) return;
    const controller = new AbortController();
    ask(model, asked, square, controller.signal).then(
      (answered) => {
        if (!controller.signal.aborted) dispatch({ type: 'answered', answer: answered });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = failureOf(error, { on: 'photo', name: asked.name });
        dispatch(failure.cure === 'wait' ? { type: 'model lost', model, failure } : { type: 'answer failed', failure });
      },
    );
    return () => controller.abort();
  }, [model, asked, square, dispatch]);

  useObjectUrls([photo, answer?.photo]);
  return choose;
}

async function ask(model: Model, photo: Photo, square: Square | undefined, signal: AbortSignal): Promise<Answer> {
  const { classifier } = model;
  const regionOfInterest = regionOf(classifier.info, photo, square);
  const classes = await classifier.classify(photo.blob, { regionOfInterest, signal });
  return { photo, square, model, classes, runMs: classifier.info.timings.runMs ?? 0 };
}

/** Revokes the URL of every photo that has been among `photos` and is no more. */
function useObjectUrls(photos: readonly (Photo | undefined)[]): void {
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const live = new Set(photos.flatMap((photo) => photo?.url ?? []));
    for (const url of known.current) if (!live.has(url)) URL.revokeObjectURL(url);
    known.current = live;
  }, photos);
}
