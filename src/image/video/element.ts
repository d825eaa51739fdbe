/**
 * The frames that a video element shows.
 */
import { ImageError } from '../../core/errors';
import type { Shot } from './newest';

/** How often one looks whether the video has ended. A stream whose tracks are stopped tells nobody. */
const LOOK_MS = 200;

/**
 * Each time the frame that the element shows next, until the video ends. Throws an ImageError for a video that breaks off
 * and where the browser tells of no frames, or the reason of `signal`.
 */
export async function* shownBy(
  video: HTMLVideoElement,
  signal: AbortSignal | undefined,
): AsyncGenerator<Shot<HTMLVideoElement>> {
  let before: number | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const shown = await nextShown(video, signal);
    if (!shown) return;
    const { mediaTime: time, presentedFrames } = shown;
    const dropped = before === undefined ? 0 : Math.max(0, presentedFrames - before - 1);
    before = presentedFrames;
    yield { source: video, time, dropped };
  }
}

/** Undefined where the video has ended. */
function nextShown(
  video: HTMLVideoElement,
  signal: AbortSignal | undefined,
): Promise<VideoFrameCallbackMetadata | undefined> {
  if (!('requestVideoFrameCallback' in video))
    throw new ImageError(
      'unsupported',
      'this browser does not tell when a video shows a frame (requestVideoFrameCallback); call classify(video) by a timer',
    );
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    const settle = (end: () => void): void => {
      listening.abort();
      clearInterval(looking);
      video.cancelVideoFrameCallback(handle);
      end();
    };
    const handle = video.requestVideoFrameCallback((_, shown) => settle(() => resolve(shown)));
    const on = (target: EventTarget, event: string, end: () => void): void =>
      target.addEventListener(event, () => settle(end), { signal: listening.signal });
    const look = (): void => {
      if (hasEnded(video)) settle(() => resolve(undefined));
    };
    const looking = setInterval(look, LOOK_MS);
    on(video, 'error', () => reject(broken(video)));
    if (signal) on(signal, 'abort', () => reject(signal.reason as Error));
    if (video.error) settle(() => reject(broken(video)));
    else look();
  });
}

const hasEnded = ({ ended, srcObject }: HTMLVideoElement): boolean =>
  ended || (srcObject !== null && 'active' in srcObject && !srcObject.active);

const broken = ({ error }: HTMLVideoElement): ImageError =>
  new ImageError('unreadable', `the video cannot be played: ${error?.message || 'check its address and its format'}`, {
    cause: error,
  });
