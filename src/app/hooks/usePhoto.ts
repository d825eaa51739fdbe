/**
 * Opens the photos that a person chooses and has them answered. The newest choice wins; older ones end in silence.
 */
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { failureOf } from '../failures';
import { type Chosen, nameOf, openPhoto } from '../stage/openPhoto';
import type { Action, Photo, State } from '../state';
import { useAnswers } from './useAnswers';

/** Has the photos answered. Returns the function that chooses a photo, whose promise ends when it is opened, or is not. */
export function usePhoto(
  state: State,
  dispatch: (action: Action) => void,
): (chosen: Chosen, leftOut?: readonly string[]) => Promise<void> {
  const { photo, answer } = state;
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

  useAnswers(state, dispatch);
  useObjectUrls([photo, answer?.photo]);
  return choose;
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
