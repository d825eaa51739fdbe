import { expect, test } from 'vitest';
import { changed, type Entry, isSeen, NONE, type Outcome, type Shots } from './shots';
import { EMBEDDED_REQUEST, type ModelRequest } from '../modelRequest';

const OTHER: ModelRequest = { origin: 'published', name: 'resnest50d.in1k' };
const entries = (...names: string[]): Entry[] => names.map((path) => ({ path, file: new File(['x'], path) }));
const seen: Outcome = { classes: [], embedding: undefined, thumbnail: new Blob() };
const brought = (shots: Shots, names: readonly string[], request: ModelRequest = EMBEDDED_REQUEST): Shots =>
  changed(shots, { type: 'brought', entries: entries(...names), leftOut: [], request });
const looked = (shots: Shots, ...ids: readonly number[]): Shots =>
  changed(shots, { type: 'looked', outcomes: new Map(ids.map((id) => [id, seen])) });

test('photos come behind those that are there, and the run ends with the last of them', () => {
  const two = brought(brought(NONE, ['a', 'b']), ['c']);
  expect(two.all.map(({ id, path }) => [id, path])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]);
  const most = looked(two, 0, 1);
  expect(most.isRunning).toBe(true);
  expect(most.all.map(isSeen)).toEqual([true, true, false]);
  expect(looked(most, 2).isRunning).toBe(false);
});

test('with another model all begin anew, and a late answer of the one before is dropped', () => {
  const first = looked(brought(NONE, ['a', 'b']), 0, 1);
  const other = brought(first, ['c'], OTHER);
  expect(other.all.some(isSeen)).toBe(false);
  expect(other.all.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  expect(looked(other, 0, 1).all.some(isSeen)).toBe(false);
  expect(changed(first, { type: 'resumed', request: EMBEDDED_REQUEST }).all.every(isSeen)).toBe(true);
});

test('who brings no picture starts nothing', () => {
  const done = looked(brought(NONE, ['a']), 0);
  const none = changed(done, { type: 'brought', entries: [], leftOut: ['notes.txt'], request: EMBEDDED_REQUEST });
  expect(none).toEqual({ ...done, leftOut: ['notes.txt'] });
});

test('what was removed does not come back', () => {
  const cleared = changed(brought(NONE, ['a']), { type: 'cleared' });
  expect(cleared).toMatchObject({ all: [], isRunning: false });
  expect(looked(brought(cleared, ['b']), 0).all.some(isSeen)).toBe(false);
});
