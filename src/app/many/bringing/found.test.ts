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
  expect(found.checkpoint).toBeUndefined();
});

test('a checkpoint among photos is taken with its labels and its config.json, and is not named as left out', () => {
  const { entries, checkpoint, leftOut } = sorted([
    entry('a.png', 'image/png'),
    entry('model/best.pth'),
    entry('model/labels.txt', 'text/plain'),
    entry('model/config.json', 'application/json'),
    entry('model/last.pth'),
  ]);
  expect(entries).toHaveLength(1);
  expect([checkpoint?.file, checkpoint?.labels, checkpoint?.config].map((file) => file?.name)).toEqual([
    'best.pth',
    'labels.txt',
    'config.json',
  ]);
  expect(leftOut).toEqual(['model/last.pth']);
});
