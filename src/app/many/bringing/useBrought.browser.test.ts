/**
 * A picture that is fetched from an address, and a person who leaves the view meanwhile.
 */
import { h, render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';
import { useBrought } from './useBrought';

afterEach(() => void vi.restoreAllMocks());

test('who leaves the view ends the fetch of a dropped address, and the next visit fetches again', async () => {
  const signals: AbortSignal[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation((_, init) => {
    if (init?.signal) signals.push(init.signal);
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
    });
  });
  const place = document.createElement('div');
  const [take, refuse] = [vi.fn(), vi.fn()];
  const held: { fetching?: string | undefined } = {};
  const Holder = ({ isShown }: { readonly isShown: boolean }) => {
    held.fetching = useBrought(isShown, take, refuse).fetching;
    return null;
  };
  const show = (isShown: boolean): void => render(h(Holder, { isShown }), place);
  const drop = (): void => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/uri-list', 'https://photos.example/a.png');
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  };
  show(true);
  for (const count of [1, 2]) {
    await vi.waitFor(() => {
      if (signals.length < count) drop();
      expect(signals).toHaveLength(count);
    });
    await vi.waitFor(() => expect(held.fetching).toBe('photos.example'));
    expect(signals.at(-1)?.aborted).toBe(false);
    show(false);
    await vi.waitFor(() => expect(signals.at(-1)?.aborted).toBe(true));
    await vi.waitFor(() => expect(held.fetching).toBeUndefined());
    show(true);
  }
  expect([take.mock.calls, refuse.mock.calls]).toEqual([[], []]);
  render(null, place);
});
