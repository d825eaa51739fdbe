import { useCallback, useEffect, useState } from 'preact/hooks';
import type { State } from '../state';

interface LiveMode {
  /** Whether the camera has the place of the photo. */
  readonly isLive: boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Ends with the next photo, which may be a kept frame, and whenever the person leaves the view. */
export function useLiveMode(photo: State['photo'], isShown: boolean): LiveMode {
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(false), [photo, isShown]);
  const stop = useCallback((): void => {
    setLive(false);
    requestAnimationFrame(() => document.getElementById('camera')?.focus()); // where the person came from
  }, []);
  return { isLive, start: useCallback(() => setLive(true), []), stop };
}
