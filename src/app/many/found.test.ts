import { expect, test } from 'vitest';
import { sorted } from './found';

const entry = (path: string, type = '') => ({ path, file: new File(['x'], path.split('/').at(-1) ?? '', { type }) });

test('pictures are taken in their order, others are named, and what systems leave in folders is passed over', () => {
  const found = sorted([
    entry('set/b.png', 'image/png'),
    entry('set/.DS_Store'),
    entry('set/.thumbs/b.png', 'image/png'),
    entry('set/Thumbs.db'),
    entry('set/notes.txt', 'text/plain'),
    entry('set/a.heic'),
    entry('set/film.mp4', 'video/mp4'),
  ]);
  expect(found.entries.map(({ path }) => path)).toEqual(['set/b.png', 'set/a.heic']);
  expect(found.leftOut).toEqual(['set/notes.txt', 'set/film.mp4']);
});
