import { expect, test, vi } from 'vitest';
import { Losses } from './losses';
import { openDespiteLoss } from './reopening';

test('a stream of weights is let go where there is no GPU to load them onto', async () => {
  const cancel = vi.fn<() => void>();
  const weights = new ReadableStream<Uint8Array>({ cancel });
  await expect(openDespiteLoss({ weights }, new Losses(undefined))).rejects.toThrow();
  expect(cancel).toHaveBeenCalledOnce();
});
