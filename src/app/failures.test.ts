import { expect, test } from 'vitest';
import {
  ConfigError,
  DeviceLostError,
  GpuMemoryError,
  ImageError,
  ResNeStError,
  ShaderError,
  WebGPUUnavailableError,
  WeightsError,
} from '../index';
import { type Failure, failureOf, textOf, type Work } from './failures';
import { LANGUAGES } from './language/language';
import { PageError } from './pageError';

const embedded: Work = { on: 'offered', name: 'the model' };
const own: Work = { on: 'own', name: 'flowers.pth' };
const photo: Work = { on: 'photo', name: 'lemon.png' };

/** What a programmer reads, as it stands in errors of the library and of browsers. */
const MESSAGE = 'the buffer 0xff at https://example.org/x.safetensors (SHA-256 bd5b) needs CORS; call embed()';
const { en, zh } = { en: await LANGUAGES.en.texts(), zh: await LANGUAGES.zh.texts() };
const inEnglish = (failure: Failure): string => textOf(en, failure);

const FOREIGN = /0x|SHA|CORS|https?:|embed|Instance|getCompilationInfo/;

test.each([
  [new DeviceLostError('lost', MESSAGE), 'wait'],
  [new WebGPUUnavailableError('no-adapter', MESSAGE), 'wait'],
  [new DOMException('Instance dropped error in getCompilationInfo', 'OperationError'), 'wait'],
  [new DOMException('A valid external Instance reference no longer exists.', 'AbortError'), 'wait'],
  [new GpuMemoryError('limit', MESSAGE), 'person'],
  [new ShaderError('compile', MESSAGE), 'person'],
  [new ResNeStError('worker-ended', MESSAGE), 'wait'],
  [new ResNeStError('no-worker', MESSAGE), 'connection'],
  [new ConfigError('fallback', MESSAGE), 'connection'],
  [new ResNeStError('defect', MESSAGE), 'person'],
  [new TypeError(MESSAGE), 'person'],
  ['a string', 'person'],
] as const)(
  '%s is told in the page’s own words, whatever was being done, and the library’s are behind them',
  (error, cure) => {
    for (const work of [embedded, own, photo]) {
      const failure = failureOf(error, work);
      expect(inEnglish(failure)).toMatch(/^\S.*\.$/);
      expect(textOf(zh, failure)).toMatch(/^\S.*。$/);
      expect(inEnglish(failure)).not.toMatch(FOREIGN);
      expect(failure.cure).toBe(cure);
      expect(failure.details).toContain(error instanceof Error ? error.message.slice(4) : 'string');
    }
  },
);

test('weights that do not come need a connection, a photo that cannot be read another photo', () => {
  const unreachable = failureOf(new WeightsError('unreachable', MESSAGE), embedded);
  expect(unreachable.cure).toBe('connection');
  expect(inEnglish(unreachable)).toBe(
    'The model is not kept on this device, and could not be fetched. Check the connection and try again.',
  );
  const unread = failureOf(new ImageError('damaged', 'the image cannot be decoded'), photo);
  expect(unread).toMatchObject({ cure: 'person', details: 'The image cannot be decoded.' });
  expect(inEnglish(unread)).toMatch(/^lemon\.png cannot be read .+\.$/);
});

test('what the library says of a file of the person’s is for the person', () => {
  const text = 'flowers.pth is a web page, not a checkpoint; download the file itself.';
  for (const error of [new WeightsError('damaged', text), new ConfigError('option', text)]) {
    const failure = failureOf(error, own);
    expect(inEnglish(failure)).toBe(text);
    expect(textOf(zh, failure)).toMatch(/^无法加载flowers\.pth。.+。$/);
    expect(failure).toMatchObject({ details: text, cure: 'person' });
  }
});

test.each([
  ['empty', 'a.png', 'photo-empty'],
  ['gone', 'a.png', 'file-gone'],
  ['not-an-image', 'notes', 'photo-unknown'],
  ['unsupported', 'me.jpg', 'photo-unknown'],
  ['too-large', 'map.png', 'photo-too-large'],
  ['damaged', 'cut.heic', 'photo-damaged'],
] as const)('a photo that the library refuses as %s: %s is %s', (code, name, expected) => {
  expect(failureOf(new ImageError(code, MESSAGE), { on: 'photo', name })).toMatchObject({
    code: expected,
    about: name,
  });
});

test('what the page itself says is said as it is', () => {
  for (const work of [embedded, own, photo])
    expect(failureOf(new PageError('folder', 'set'), work)).toEqual({ code: 'folder', about: 'set', cure: 'person' });
  expect(new PageError('folder', 'set').message).toBe(
    'set is a folder. Take one photo from it, or drop it on “Many photos”.',
  );
});

test.each([
  ['unreachable', 'connection', /could not be fetched/],
  ['interrupted', 'connection', /broke off/],
  ['not-a-checkpoint', 'connection', /something else/],
  ['digest', 'person', /another file/],
  ['damaged', 'person', /another file/],
  ['too-large', 'person', /memory/],
  ['overflow', 'person', /could not be started/],
] as const)('the model of the page with the code %s', (code, cure, words) => {
  const failure = failureOf(new WeightsError(code, MESSAGE), embedded);
  expect(failure.cure).toBe(cure);
  expect(inEnglish(failure)).toMatch(words);
  expect(inEnglish(failure)).toMatch(/^\S.*\.$/);
  expect(inEnglish(failure)).not.toMatch(FOREIGN);
  expect(failure.details).toContain(MESSAGE.slice(4));
  if (code !== 'unreachable') expect(inEnglish(failure)).not.toMatch(/could not be fetched/);
});
