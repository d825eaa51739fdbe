/**
 * What the page preloads, as its worker knows it.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { preloadedFiles, tellPreloaded } from '../weights/fetching/preloaded';
import { packOptions } from './options';
import { Resident } from './resident';

afterEach(() => {
  vi.unstubAllGlobals();
  tellPreloaded([]);
});

test('it crosses with the options', async () => {
  vi.stubGlobal('document', { querySelectorAll: () => [{ href: 'https://site.example/model.safetensors' }] });
  const { crossed } = packOptions({ model: 'nothing' }, false);
  vi.unstubAllGlobals();
  const nobody = { progress: vi.fn<() => void>(), lost: vi.fn<() => void>(), info: vi.fn<() => void>() };
  await expect(new Resident().open(crossed, nobody)).rejects.toMatchObject({ code: 'model' });
  expect(preloadedFiles()).toEqual(['https://site.example/model.safetensors']);
});
