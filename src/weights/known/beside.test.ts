import { afterEach, expect, test, vi } from 'vitest';
import { fetchConfigBeside, readBeside } from './beside';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a config.json that never comes is a note, and an abort ends the waiting', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const asking = fetchConfigBeside('https://host.org/w.pth', undefined);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await asking).toEqual({ note: expect.stringContaining('did not come in time') as string });
  const controller = new AbortController();
  const aborted = fetchConfigBeside('https://host.org/w.pth', controller.signal);
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
});

test.each(['text/html; charset=utf-8', 'Text/HTML'])('a page of the type %s is no config.json', async (type) => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<p>404</p>', { headers: { 'content-type': type } })));
  expect(await fetchConfigBeside('https://host.org/w.pth', undefined)).toEqual({});
});

test.each<[string, string, object]>([
  ["timm's", '{"architecture": "resnest14d"}', { contents: { architecture: 'resnest14d' } }],
  ["that of segmentation_models_pytorch's", '{"encoder_name": "timm-resnest14d", "classes": 2}', {}],
  ['another library', '{"model_type": "bert"}', {}],
  ['no object', '[]', {}],
  [
    'broken off',
    '{"architecture": "resn',
    { note: 'config.json, which lies beside the weights, is not valid JSON, and was left out' },
  ],
  ['empty', '', { note: expect.stringContaining('is not valid JSON') as string }],
])('a config.json beside weights that is %s', (_, text, expected) => {
  expect(readBeside(text, 'config.json')).toEqual(expected);
});
