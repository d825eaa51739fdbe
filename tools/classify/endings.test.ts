import { expect, test } from 'vitest';
import { isHidden, isPicture, leftOut } from './endings';

test('what a browser decodes is a picture, in capitals as well', () => {
  const pictures = [
    'a.jpg',
    'a.JPG',
    'a.jfif',
    'a.jpe',
    'a.pjpeg',
    'a.pjp',
    'a.apng',
    'a.ico',
    'a.dib',
    'a.b.svg',
    'a.avif',
  ];
  expect(pictures.filter(isPicture)).toEqual(pictures);
  expect(['a.HEIC', 'a.tif', 'a.txt', 'jpg', 'a', 'a.jpg.txt', 'a.jpg~'].filter(isPicture)).toEqual([]);
});

test('hidden files are those of systems', () => {
  expect(['._IMG.jpg', '.DS_Store', '.jpg', 'Thumbs.db', 'desktop.ini'].every(isHidden)).toBe(true);
  expect(['a._b.jpg', 'thumbs.jpg'].some(isHidden)).toBe(false);
});

test('the others are said by their reason, in one line', () => {
  expect(leftOut([])).toBeUndefined();
  expect(leftOut(['notes.txt'])).toBe('left out 1 file (not named as pictures: notes.txt)');
  const notes = Array.from({ length: 7 }, (_, i) => `${i}.txt`);
  expect(leftOut(['a.HEIC', 'b.tif', 'c.mov', ...notes])).toBe(
    'left out 10 files (browsers do not decode: a.HEIC, b.tif; videos: c.mov; ' +
      'not named as pictures: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more)',
  );
});
