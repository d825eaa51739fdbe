import { expect, test } from 'vitest';
import { batchesOf } from './batches';
import { usualView } from '../task';
import { type Taken, TakenPhoto, TakenTensor } from './taken';

const photo = (place: string): Taken =>
  new TakenPhoto({ open: () => Promise.reject(new Error('nobody asks')), look: { view: usualView }, place });
const tensor = (place: string): Taken => new TakenTensor([1, 3, 1, 1], new Float32Array(3), place);

const places = (taken: readonly Taken[], most: number): unknown =>
  batchesOf(taken, most).map((batch) => (batch instanceof TakenTensor ? batch.place : batch.map(({ place }) => place)));

test('neighbouring photos run together, as many as fit, in order', () => {
  expect(places(['a', 'b', 'c', 'd', 'e'].map(photo), 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('a tensor runs by itself and parts the photos around it', () => {
  expect(places([photo('a'), tensor('t'), photo('b'), photo('c'), tensor('u')], 8)).toEqual([
    ['a'],
    't',
    ['b', 'c'],
    'u',
  ]);
});

test('nothing makes no batch', () => expect(batchesOf([], 8)).toEqual([]));
