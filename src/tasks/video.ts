/**
 * The classes of a video, frame after frame.
 */
import type { ImageSource } from '../image/source';
import type { Shot } from '../image/video/newest';
import type { Classification } from './scoring/ranked';

/** The answer to one frame of a video. */
export interface VideoAnswer {
  /** The frame's time in seconds: the media time of what an element showed, `timestamp` / 10^6 of a VideoFrame. */
  readonly time: number;
  /** How many frames came between this one and the one before, and were dropped. */
  readonly dropped: number;
  /** What `classify` gives for the frame. */
  readonly classes: Classification[];
}

/** An answer to each frame that is new when the one before is answered. `classify` takes the frame as it is at the call. */
export async function* answersTo(
  shots: AsyncIterable<Shot<ImageSource>>,
  classify: (frame: ImageSource) => Promise<Classification[]>,
): AsyncGenerator<VideoAnswer, void, undefined> {
  for await (const { source, time, dropped } of shots) yield { time, dropped, classes: await classify(source) };
}
