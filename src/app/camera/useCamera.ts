/**
 * A camera that is on while a person sees the page, and off at all other times.
 */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { type Failure, failureOf } from '../failures';
import { PageError } from '../pageError';
import { type Camera, closeCamera, listCameras, openCamera } from './camera';

/** Which camera is asked for; another attempt is another object. */
interface Wish {
  readonly id: string | undefined;
}

export interface CameraInUse {
  readonly stream: MediaStream | undefined;
  /** Which camera that is, or will be. */
  readonly id: string | undefined;
  /** Whether it looks at the person, who expects a mirror. */
  readonly isFront: boolean;
  /** Whether it sends no picture for now, as where a switch on it is off. */
  readonly isMuted: boolean;
  readonly cameras: readonly Camera[];
  readonly failure: Failure | undefined;
  /** Whether the browser is being asked. */
  readonly isOpening: boolean;
  /** Opens a camera, in place of the one that is open. */
  readonly open: (id: string | undefined) => void;
}

const failureIn = (error: unknown): Failure => failureOf(error, { on: 'photo', name: '' });

export function useCamera(): CameraInUse {
  const [wish, setWish] = useState<Wish | undefined>({ id: undefined });
  const [stream, setStream] = useState<MediaStream>();
  const [isMuted, setMuted] = useState(false);
  const [cameras, setCameras] = useState<readonly Camera[]>([]);
  const [failure, setFailure] = useState<Failure>();

  useEffect(() => {
    if (!wish) return;
    const using = new AbortController();
    const { signal } = using;
    const end = (error: unknown): void => {
      if (signal.aborted) return;
      setFailure(failureIn(error));
      setWish(undefined); // the effect's end closes the camera
    };
    const hide = (): void => {
      if (document.visibilityState === 'hidden') end(new PageError('camera-hidden'));
    };
    document.addEventListener('visibilitychange', hide, { signal });
    window.addEventListener('pagehide', () => end(new PageError('camera-hidden')), { signal });
    openCamera(wish.id).then((opened) => {
      if (signal.aborted) return closeCamera(opened);
      signal.addEventListener('abort', () => closeCamera(opened));
      for (const track of opened.getTracks()) {
        track.addEventListener('ended', () => end(new PageError('camera-lost')), { signal });
        track.addEventListener('mute', () => setMuted(true), { signal });
        track.addEventListener('unmute', () => setMuted(false), { signal });
        setMuted(track.muted);
      }
      setStream(opened);
      void listCameras().then(setCameras);
    }, end);
    return () => {
      using.abort();
      setStream(undefined);
    };
  }, [wish]);

  const settings = stream?.getVideoTracks()[0]?.getSettings();
  return {
    stream,
    id: settings?.deviceId ?? wish?.id,
    isFront: settings?.facingMode === 'user',
    isMuted: isMuted && stream !== undefined,
    cameras,
    failure,
    isOpening: wish !== undefined && !stream,
    open: useCallback((id: string | undefined): void => {
      setFailure(undefined);
      setWish({ id });
    }, []),
  };
}
