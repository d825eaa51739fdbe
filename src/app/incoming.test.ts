import { expect, test } from 'vitest';
import { checkpointSuffixes } from '../index';
import { type Item, sort } from './incoming';

const file = (name: string, type = ''): Item => ({ name, file: new File(['x'], name, { type }) });
const png = (name: string): Item => file(name, 'image/png');

test.each([
  ['a photo', [png('a.png')], 'a.png', []],
  ['a file of no known type, which the browser may know', [file('photo')], 'photo', []],
  ['four photos', [png('a.png'), png('b.png'), png('c.png'), png('d.png')], 'a.png', ['b.png', 'c.png', 'd.png']],
  ['a text and a photo', [file('notes.txt', 'text/plain'), png('a.png')], 'a.png', ['notes.txt']],
  ['a folder and a photo', [{ name: 'set' }, png('a.png')], 'a.png', ['set']],
] as const)('%s', (_, items, name, leftOut) => {
  expect(sort(items, ['Files'])).toEqual({ kind: 'photo', file: expect.objectContaining({ name }) as File, leftOut });
});

test.each([
  ['a folder', [{ name: 'set' }], ['Files'], 'set is a folder.'],
  ['a text', [], ['text/plain'], 'That is text, not a picture.'],
  ['nothing', [], [], 'There is no picture in that.'],
] as const)('%s is refused in words', (_, items, types, words) => {
  expect(() => sort(items, types)).toThrow(words);
});

test.each(checkpointSuffixes)('a file that ends in %s is a checkpoint', (suffix) => {
  for (const name of [`flowers${suffix}`, `FLOWERS${suffix.toUpperCase()}`])
    expect(sort([file(name)], ['Files'])).toMatchObject({ kind: 'checkpoint', file: { name }, leftOut: [] });
});

test('labels and a config.json that are dropped with a checkpoint go with it, and a photo goes before it', () => {
  const things = [file('config.json'), file('labels.json'), file('flowers.pth'), file('other.pth')];
  expect(sort(things, ['Files'])).toMatchObject({
    kind: 'checkpoint',
    file: { name: 'flowers.pth' },
    labels: { name: 'labels.json' },
    config: { name: 'config.json' },
    leftOut: ['other.pth'],
  });
  expect(sort([file('flowers.pth'), file('config (2).json')], ['Files'])).toMatchObject({ leftOut: [] });
  expect(sort([...things, png('a.png')], ['Files'])).toMatchObject({ kind: 'photo', file: { name: 'a.png' } });
});
