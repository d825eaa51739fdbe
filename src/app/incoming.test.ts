import { expect, test } from 'vitest';
import { checkpointSuffixes } from '../index';
import { type Item, sort } from './incoming';

const file = (name: string, type = ''): Item => ({ name, file: new File(['x'], name, { type }) });
const png = (name: string): Item => file(name, 'image/png');

test.each([
  ['a photo', [png('a.png')], 'a.png', undefined],
  ['a file of no known type, which the browser may know', [file('photo')], 'photo', undefined],
  [
    'four photos',
    [png('a.png'), png('b.png'), png('c.png'), png('d.png')],
    'a.png',
    'One photo at a time: b.png, c.png and d.png are left out.',
  ],
  [
    'a text and a photo',
    [file('notes.txt', 'text/plain'), png('a.png')],
    'a.png',
    'One photo at a time: notes.txt is left out.',
  ],
  ['a folder and a photo', [{ name: 'set' }, png('a.png')], 'a.png', 'One photo at a time: set is left out.'],
] as const)('%s', (_, items, name, note) => {
  expect(sort(items, ['Files'])).toEqual({ file: expect.objectContaining({ name }) as File, note });
});

test.each([
  ['a folder', [{ name: 'set' }], ['Files'], 'set is a folder.'],
  ['a checkpoint in capitals', [file('FLOWERS.PTH.TAR')], ['Files'], 'FLOWERS.PTH.TAR is a checkpoint, not a picture.'],
  ['a link', [], ['text/plain', 'text/uri-list'], 'That is a link, not a picture.'],
  ['a text', [], ['text/plain'], 'That is text, not a picture.'],
  ['nothing', [], [], 'There is no picture in that.'],
] as const)('%s is refused in words', (_, items, types, words) => {
  const incoming = sort(items, types);
  expect('problem' in incoming && incoming.problem).toContain(words);
});

test.each(checkpointSuffixes)('a file that ends in %s is a checkpoint', (suffix) => {
  const name = `flowers${suffix}`;
  expect(sort([file(name)], ['Files'])).toEqual({
    problem: expect.stringContaining(`${name} is a checkpoint, not a picture.`) as string,
  });
});
