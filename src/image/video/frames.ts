/**
 * A caller's video as the frames that are new whenever one asks.
 */
import type { BrowserClass } from '../../core/browserClass';
import { tagOf } from '../../core/described';
import { ImageError } from '../../core/errors';
import type { Shot, Supply } from './newest';

/**
 * A video that goes on by itself: an element, a track of a camera, or whatever gives VideoFrames, each of which is closed
 * by the one who takes it.
 */
export type VideoSource =
  | BrowserClass<'HTMLVideoElement' | 'MediaStreamTrack'>
  | ReadableStream<BrowserClass<'VideoFrame'>>
  | AsyncIterable<BrowserClass<'VideoFrame'>>;

/** What Chromium and Safari have beside the types of TypeScript. */
type TrackProcessor = new (from: { readonly track: MediaStreamTrack }) => {
  readonly readable: ReadableStream<unknown>;
};

type Shots = AsyncGenerator<Shot<VideoFrame | HTMLVideoElement>>;

const KINDS: Readonly<Record<string, (source: never, signal: AbortSignal | undefined) => Shots>> = {
  HTMLVideoElement: async function* (video: HTMLVideoElement, signal) {
    yield* (await import('./element')).shownBy(video, signal);
  },
  MediaStreamTrack: (track: MediaStreamTrack, signal) => newestOf(supplyOfStream(framesOf(track)), signal),
  ReadableStream: (stream: ReadableStream, signal) => newestOf(supplyOfStream(stream), signal),
};

/** The frames of a supply; nothing is taken of it before somebody asks. */
async function* newestOf(supply: Supply, signal: AbortSignal | undefined): Shots {
  yield* (await import('./newest')).newestOf(supply, signal);
}

/** Throws an ImageError at once for what is no video, or is in use. */
export function newestFrames(source: VideoSource, signal: AbortSignal | undefined): Shots {
  const kind = tagOf(source).replace(/^.*Track$/, 'MediaStreamTrack');
  const open = KINDS[kind];
  if (open) return open(source as never, signal);
  const frames = source as Partial<AsyncIterable<unknown>> | null | undefined;
  if (typeof frames?.[Symbol.asyncIterator] === 'function')
    return newestOf(supplyOf(frames as AsyncIterable<unknown>), signal);
  const advice = kind === 'MediaStream' ? '; give its video track: stream.getVideoTracks()[0]' : '';
  throw new ImageError(
    'source',
    `a video is an HTMLVideoElement, a MediaStreamTrack, or a ReadableStream or an async iterable of VideoFrames, not of the type ${kind}${advice}`,
  );
}

function framesOf(track: MediaStreamTrack): ReadableStream<unknown> {
  if (track.kind !== 'video')
    throw new ImageError('source', `the track is of the kind ${track.kind}; give a video track`);
  if (track.readyState === 'ended') throw new ImageError('empty', 'the track has ended; give one that is live');
  const { MediaStreamTrackProcessor: Processor } = globalThis as {
    readonly MediaStreamTrackProcessor?: TrackProcessor;
  };
  if (!Processor)
    throw new ImageError(
      'unsupported',
      'this browser gives no frames of a track here; give a video element that shows the stream',
    );
  return new Processor({ track }).readable;
}

function supplyOfStream(stream: ReadableStream<unknown>): Supply {
  if (stream.locked)
    throw new ImageError('source', 'the stream of frames is locked by another reader; give one of its own');
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    stop: () => reader.cancel(),
  };
}

function supplyOf(frames: AsyncIterable<unknown>): Supply {
  const iterator = frames[Symbol.asyncIterator]();
  return { next: () => iterator.next(), stop: () => iterator.return?.() };
}
