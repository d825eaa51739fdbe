/**
 * The newest of the frames that come: those that nobody asks for in time are dropped, and none is left open.
 */
import { tagOf } from '../../core/described';
import { ImageError } from '../../core/errors';
import { turn } from '../../core/pauses';
import { untilAborted } from '../../core/waiting';

/** A frame that is shown now. */
export interface Shot<Source> {
  readonly source: Source;
  /** The frame's own time, in seconds. */
  readonly time: number;
  /** Frames that were dropped since the shot before. */
  readonly dropped: number;
}

/** Gives frames one after the other. */
export interface Supply {
  next(): Promise<IteratorResult<unknown>>;
  /** Nothing more is wanted. */
  stop(): unknown;
}

const MICROSECONDS = 1e6;

/**
 * Each time the newest frame of a supply, until it ends; a frame is closed when the next one is asked for. Throws the
 * supply's error, the reason of `signal`, or an ImageError for anything but a VideoFrame.
 */
export async function* newestOf(supply: Supply, signal: AbortSignal | undefined): AsyncGenerator<Shot<VideoFrame>> {
  const box = new Box();
  const pumping = pump(supply, box);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const shot = box.take();
      if (shot) {
        try {
          yield shot;
        } finally {
          shot.source.close();
        }
      } else if (box.isClosed) {
        await pumping; // throws what ended it
        return;
      } else await untilAborted(signal, box.changed());
    }
  } finally {
    box.close();
    pumping.catch(() => undefined);
    // A supply that waits for a frame answers late or never, so nobody waits for it.
    void (async () => supply.stop())().catch(() => undefined);
  }
}

async function pump(supply: Supply, box: Box): Promise<void> {
  try {
    while (!box.isClosed) {
      const { done, value } = await supply.next();
      if (done) break;
      if (tagOf(value) !== 'VideoFrame')
        throw new ImageError('source', `a video is a source of VideoFrames, and this one gave a ${tagOf(value)}`);
      box.put(value as VideoFrame);
      await turn(); // a supply that never waits must not take all of the page's time
    }
  } finally {
    box.end();
  }
}

/** Room for one frame. */
class Box {
  isClosed = false;
  #frame: VideoFrame | undefined;
  #dropped = 0;
  #tell = (): void => undefined;

  /** Resolves at the next change. */
  changed(): Promise<void> {
    return new Promise((resolve) => (this.#tell = resolve));
  }

  put(frame: VideoFrame): void {
    if (this.isClosed) {
      frame.close();
      return;
    }
    if (this.#frame) {
      this.#frame.close();
      this.#dropped++;
    }
    this.#frame = frame;
    this.#tell();
  }

  take(): Shot<VideoFrame> | undefined {
    const [source, dropped] = [this.#frame, this.#dropped];
    if (!source) return undefined;
    this.#frame = undefined;
    this.#dropped = 0;
    return { source, time: source.timestamp / MICROSECONDS, dropped };
  }

  /** Nothing more comes. */
  end(): void {
    this.isClosed = true;
    this.#tell();
  }

  /** Nobody takes anything more. */
  close(): void {
    this.end();
    this.#frame?.close();
    this.#frame = undefined;
  }
}
