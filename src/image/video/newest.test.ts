import { describe, expect, test } from 'vitest';
import { ImageError } from '../../core/errors';
import { turn } from '../../core/pauses';
import { newestFrames, type VideoSource } from './frames';
import { newestOf, type Shot, type Supply } from './newest';

/** Stands for a frame: what the order and the closing of frames depends on. */
class Frame {
  readonly [Symbol.toStringTag] = 'VideoFrame';
  closed = 0;
  constructor(readonly timestamp: number) {}
  close(): void {
    this.closed++;
  }
}

/** Frames that come when the test says so. */
class Hand implements Supply {
  readonly frames: Frame[] = [];
  stopped = 0;
  #give: ((result: IteratorResult<unknown>) => void)[] = [];
  readonly #queue: Promise<IteratorResult<unknown>>[] = [];

  #push(result: Promise<IteratorResult<unknown>>): void {
    const give = this.#give.shift();
    if (give) void result.then(give, () => give(result as never));
    else this.#queue.push(result);
  }
  async show(seconds: number): Promise<Frame> {
    const frame = new Frame(seconds * 1e6);
    this.frames.push(frame);
    this.#push(Promise.resolve({ done: false, value: frame }));
    for (let i = 0; i < 5; i++) await turn();
    return frame;
  }
  end(): void {
    this.#push(Promise.resolve({ done: true, value: undefined }));
  }
  next(): Promise<IteratorResult<unknown>> {
    return this.#queue.shift() ?? new Promise((resolve) => this.#give.push(resolve));
  }
  stop(): void {
    this.stopped++;
  }
}

const asShown = (shot: IteratorResult<Shot<VideoFrame>, unknown>): unknown =>
  shot.done ? 'end' : [shot.value.time, shot.value.dropped];

test('the newest frame is shown, those before are dropped and closed, and the last one comes before the end', async () => {
  const hand = new Hand();
  const shots = newestOf(hand, undefined);
  const first = shots.next();
  await hand.show(0);
  expect(asShown(await first)).toEqual([0, 0]);
  for (const time of [1, 2, 3]) await hand.show(time);
  expect(hand.frames.map(({ closed }) => closed)).toEqual([0, 1, 1, 0]);
  expect(asShown(await shots.next())).toEqual([3, 2]);
  await hand.show(4);
  hand.end();
  expect(asShown(await shots.next())).toEqual([4, 0]);
  expect(asShown(await shots.next())).toBe('end');
  expect(hand.frames.map(({ closed }) => closed)).toEqual([1, 1, 1, 1, 1]);
  expect(hand.stopped).toBe(1);
});

describe('what is open is closed', () => {
  test('at the end of the loop, and frames that come late as well', async () => {
    const hand = new Hand();
    const shots = newestOf(hand, undefined);
    const first = shots.next();
    await hand.show(0);
    await first;
    await hand.show(1);
    await shots.return(undefined);
    await hand.show(2);
    expect(hand.frames.map(({ closed }) => closed)).toEqual([1, 1, 1]);
    expect(hand.stopped).toBe(1);
  });

  test('by an abort while no frame comes, with its reason', async () => {
    const hand = new Hand();
    const leaving = new AbortController();
    const shots = newestOf(hand, leaving.signal);
    const waiting = shots.next();
    const reason = new Error('left');
    leaving.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await hand.show(0);
    expect(hand.frames[0]?.closed).toBe(1);
    expect(hand.stopped).toBe(1);
  });

  test('by an error of the source, after the frame before it', async () => {
    const broken = new Error('unplugged');
    const frames: Frame[] = [];
    async function* camera(): AsyncGenerator<Frame> {
      frames.push(new Frame(0));
      yield* frames;
      throw broken;
    }
    const shots = newestFrames(camera() as unknown as VideoSource, undefined);
    expect(asShown((await shots.next()) as never)).toEqual([0, 0]);
    await expect(shots.next()).rejects.toBe(broken);
    expect(frames[0]?.closed).toBe(1);
  });
});

test('a source that never waits leaves the page its turns', async () => {
  let made = 0;
  const frames: Frame[] = [];
  async function* flood(): AsyncGenerator<Frame> {
    for (;;) {
      frames.push(new Frame(made++));
      yield* frames.slice(-1);
    }
  }
  const shots = newestFrames(flood() as unknown as VideoSource, undefined);
  await shots.next();
  await new Promise((resolve) => setTimeout(resolve, 20)); // it would never come
  const second = await shots.next();
  expect((second.value as Shot<VideoFrame>).dropped).toBeGreaterThan(0);
  await shots.return(undefined);
  for (let i = 0; i < 5; i++) await turn();
  const atEnd = made;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(made).toBe(atEnd);
  expect(frames.filter(({ closed }) => closed !== 1)).toEqual([]);
});

test('a stream is read and cancelled', async () => {
  let cancelled = 0;
  const stream = new ReadableStream({
    start: (controller) => controller.enqueue(new Frame(5e6)),
    cancel: () => void cancelled++,
  });
  for await (const { time } of newestFrames(stream, undefined)) {
    expect(time).toBe(5);
    break;
  }
  await turn();
  expect(cancelled).toBe(1);
});

describe('an ImageError in one sentence', () => {
  test.each<[unknown, RegExp]>([
    [undefined, /not of the type Undefined$/],
    ['video.mp4', /^a video is an HTMLVideoElement, .* not of the type String$/],
    [new Blob([]), /not of the type Blob/],
    [[new Frame(0)], /not of the type Array/],
    [{ [Symbol.toStringTag]: 'MediaStream' }, /type MediaStream; give its video track: stream.getVideoTracks\(\)\[0\]/],
    [
      { [Symbol.toStringTag]: 'MediaStreamTrack', kind: 'audio' },
      /^the track is of the kind audio; give a video track/,
    ],
    [{ [Symbol.toStringTag]: 'MediaStreamTrack', kind: 'video', readyState: 'ended' }, /^the track has ended; give/],
    [{ [Symbol.toStringTag]: 'CanvasCaptureMediaStreamTrack', kind: 'video' }, /gives no frames of a track here/],
  ])('%o is no video', (source, message) => {
    expect(() => newestFrames(source as VideoSource, undefined)).toThrow(ImageError);
    expect(() => newestFrames(source as VideoSource, undefined)).toThrow(message);
  });

  test('of a locked stream, and of what gives other things than frames', async () => {
    const locked = new ReadableStream<VideoFrame>();
    locked.getReader();
    expect(() => newestFrames(locked, undefined)).toThrow(/locked by another reader/);
    const numbers = new ReadableStream({ start: (controller) => controller.enqueue(5) });
    await expect(newestFrames(numbers, undefined).next()).rejects.toThrow(
      /^a video is a source of VideoFrames, and this one gave a Number$/,
    );
  });
});
