/**
 * Videos of a browser's own: streams of frames, tracks and elements.
 */
import { expect, test } from 'vitest';
import { type Classifier, ConfigError, type VideoAnswer, type VideoSource } from '../index';
import { ownClassifier, sample } from '../testing/ownClassifier';

let classifier: Classifier;
ownClassifier((own) => ({ classifier } = own));

const drawn = async (file: string): Promise<OffscreenCanvas> => {
  const bitmap = await createImageBitmap(await sample(file));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return canvas;
};

const labelOf = ({ classes }: VideoAnswer): string | undefined => classes[0]?.label;

/** A canvas whose stream goes on with the same picture. */
async function camera(file: string): Promise<{ readonly stream: MediaStream; readonly stop: () => void }> {
  const picture = await drawn(file);
  const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
  const draw = (): void => canvas.getContext('2d')?.drawImage(picture, 0, 0);
  draw();
  const timer = setInterval(draw, 20);
  const stream = canvas.captureStream(50);
  const stop = (): void => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
  };
  return { stream, stop };
}

test('a stream of frames: each is answered with its time, and closed', async () => {
  const frames = await Promise.all(
    ['lemon.png', 'bison.png'].map(async (file, i) => new VideoFrame(await drawn(file), { timestamp: 2e6 * (i + 1) })),
  );
  const waiting = [...frames];
  const stream = new ReadableStream<VideoFrame>(
    {
      pull: async (controller) => {
        const frame = waiting.shift();
        if (frame) controller.enqueue(frame);
        else controller.close();
        await answered; // the second frame comes when the first one is answered
      },
    },
    { highWaterMark: 0 },
  );
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const answers: unknown[] = [];
  for await (const found of classifier.classifyVideo(stream, { topK: 1 })) {
    answers.push([labelOf(found), found.time, found.dropped, found.classes.length]);
    answer();
  }
  expect(answers).toEqual([
    ['lemon', 2, 0, 1],
    ['bison', 4, 0, 1],
  ]);
  expect(frames.map(({ format }) => format)).toEqual([null, null]); // closed
});

test("a camera's track drops frames, and goes on after break", async () => {
  const { stream, stop } = await camera('lemon.png');
  const [track] = stream.getVideoTracks();
  const answers: VideoAnswer[] = [];
  for await (const answer of classifier.classifyVideo(track as VideoSource)) if (answers.push(answer) === 3) break;
  expect(answers.map(labelOf)).toEqual(['lemon', 'lemon', 'lemon']);
  expect(track?.readyState).toBe('live');
  const times = answers.map(({ time }) => time);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  stop();
});

test('an element is answered while it plays; an abort ends it with its reason', async () => {
  const { stream, stop } = await camera('lemon.png');
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: stream });
  document.body.append(video);
  await video.play();
  const leaving = new AbortController();
  const reason = new Error('enough');
  const answers: VideoAnswer[] = [];
  const watching = (async () => {
    for await (const answer of classifier.classifyVideo(video, { signal: leaving.signal }))
      if (answers.push(answer) === 2) leaving.abort(reason);
  })();
  await expect(watching).rejects.toBe(reason);
  expect(answers.map(labelOf)).toEqual(['lemon', 'lemon']);
  stop();
  video.remove();
});

test('the loop ends when the video does', async () => {
  const { stream, stop } = await camera('lemon.png');
  const video = Object.assign(document.createElement('video'), { muted: true, srcObject: stream });
  document.body.append(video);
  await video.play();
  const answers: VideoAnswer[] = [];
  for await (const answer of classifier.classifyVideo(video)) if (answers.push(answer) === 1) stop();
  expect(answers.map(labelOf)[0]).toBe('lemon');
  video.remove();
});

test('options are refused at the call, before there is a frame', () => {
  const frames = new ReadableStream<VideoFrame>();
  expect(() => classifier.classifyVideo(frames, { topK: 0 })).toThrow(ConfigError);
  expect(() => classifier.classifyVideo(frames, { allow: ['lemons'] })).toThrow(/its nearest is "lemon"/);
  expect(frames.locked).toBe(false);
});
