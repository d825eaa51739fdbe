import { expect, test, vi } from 'vitest';
import { failureOf } from '../failures';
import { ImageError } from '../../index';
import { PageError } from '../pageError';
import { explained, isPicture, whyUnopened } from './formats';

const BEGINNINGS = [
  ['\0\0\0\x18ftypheic', 'photo-heic'],
  ['\0\0\0\x24ftypmif1', 'photo-heic'],
  ['\0\0\x01\nftyphevc', 'photo-heic'],
  ['II*\0\x08\0\0\0', 'photo-raw'],
  ['MM\0*\0\0\0\x08', 'photo-raw'],
  ['\0\0\0\x18ftypcrx ', 'photo-raw'],
  ['\0\0\0\x0cjP  \r\n', 'photo-raw'],
  ['\xff\n\x01\x02', 'photo-raw'],
  ['8BPS\0\x01', 'photo-raw'],
  ['\0\0\0\x18ftypisom', 'photo-deceives'],
  ['<!doctype html', 'photo-deceives'],
  ['I*', 'photo-deceives'],
] as const;

const fileOf = (begins: string, name: string): File =>
  new File([Uint8Array.from(begins, (character) => character.charCodeAt(0))], name);

test.each(BEGINNINGS)('a file that begins with %j is told by that, whatever its name', async (begins, expected) => {
  for (const name of ['a.jpg', 'a.heic', 'a.NEF', 'data:image/png'])
    expect(await whyUnopened(fileOf(begins, name), name)).toBe(expected);
  const unnamed = expected === 'photo-deceives' ? 'photo-unknown' : expected;
  expect(await whyUnopened(fileOf(begins, 'a.doc'), 'a.doc')).toBe(unnamed);
});

test('one that the library refuses is told so, too; other failures stay as they are', async () => {
  const heic = fileOf(BEGINNINGS[0][0], 'me.jpg');
  const failure = (code: 'unsupported' | 'damaged') =>
    failureOf(new ImageError(code, 'it is so'), { on: 'photo', name: heic.name });
  const { details } = failure('unsupported');
  expect(await explained(failure('unsupported'), heic)).toMatchObject({ code: 'photo-heic', about: 'me.jpg', details });
  expect(await explained(failure('damaged'), heic)).toEqual(failure('damaged'));
});

test('a checkpoint is called one, and a drawing without a size is not called empty', async () => {
  expect(await whyUnopened(fileOf('PK', 'a.PTH'), 'a.PTH')).toBe('photo-checkpoint');
  const failure = failureOf(new ImageError('empty', 'it has no area'), { on: 'photo', name: 'a.svg' });
  expect(await explained(failure, fileOf('<svg/>', 'a.svg'))).toEqual({ ...failure, code: 'photo-sizeless' });
  expect(await explained(failure, fileOf('', 'a.svg'))).toEqual(failure);
});

test('a file that cannot be read any more is told so', async () => {
  const gone = new DOMException('it was moved', 'NotReadableError');
  vi.spyOn(Blob.prototype, 'text').mockRejectedValueOnce(gone).mockRejectedValueOnce(gone);
  const notes = new File(['notes'], 'notes');
  expect(await whyUnopened(notes, notes.name)).toBe('file-gone');
  const failure = failureOf(new PageError('photo-unknown', notes.name), { on: 'photo', name: notes.name });
  expect(await explained(failure, notes)).toEqual({ ...failure, code: 'file-gone' });
  vi.restoreAllMocks();
});

test('a picture is meant by its type or by its name', () => {
  expect(isPicture({ name: 'a', type: 'image/png' })).toBe(true);
  expect(isPicture({ name: 'a.HEIC', type: '' })).toBe(true);
  expect(isPicture({ name: 'a.txt', type: 'text/plain' })).toBe(false);
});
