/**
 * A camera that goes while it takes photos for a class.
 */
import { h, render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { FromCamera } from './FromCamera';

afterEach(() => void vi.restoreAllMocks());

/** A painted canvas as a camera. */
function painted(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  const context = canvas.getContext('2d');
  const timer = setInterval(() => context?.fillRect(Math.random() * 60, 0, 4, 48), 20);
  const stream = canvas.captureStream(30);
  const [track] = stream.getVideoTracks();
  vi.spyOn(track as MediaStreamTrack, 'stop').mockImplementation(() => clearInterval(timer));
  return stream;
}

test('what it took until then is given, and it can be asked again', async () => {
  vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(() => Promise.resolve(painted()));
  const place = document.body.appendChild(document.createElement('div'));
  const onGive = vi.fn<(classId: number, files: readonly File[]) => void>();
  const [onStop, dispatch] = [vi.fn(), vi.fn()];
  const classes = [{ id: 7, name: 'ripe', photos: [] }];
  const calledOf = (): string => 'ripe';
  render(h(FromCamera, { classes, calledOf, onGive, onStop, dispatch, live: undefined }), place);
  const button = (name: string): HTMLButtonElement | undefined =>
    [...place.querySelectorAll('button')].find(({ textContent }) => textContent?.startsWith(name));
  const canTake = (): Promise<void> => vi.waitFor(() => expect(button('Take')?.disabled).toBe(false), 5000);

  await canTake();
  button('Take')?.click();
  await vi.waitFor(() => expect(button('Take')?.disabled).toBe(true));
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await vi.waitFor(() => expect(onGive).toHaveBeenCalledTimes(1), 5000);
  const [classId, frames] = onGive.mock.calls[0] ?? [];
  expect([classId, frames?.length]).toEqual([7, 1]);

  button('Try again')?.click();
  await canTake();
  render(null, place);
  place.remove();
});
