import { expect, test } from 'vitest';
import { likeness, normalized } from './looking/likeness';
import { ALL, labelsOf, shownOf, type Wanted } from './order';
import type { SeenShot } from './shots';

const shot = (id: number, path: string, label: string, score: number, embedding: readonly number[]): SeenShot => ({
  id,
  path,
  file: new File(['x'], path),
  outcome: {
    classes: [
      { index: 0, label, score },
      { index: 1, label: 'Zebra', score: 0.01 },
    ],
    embedding: normalized(Float32Array.from(embedding)),
    thumbnail: new Blob(),
  },
});

const shots = [
  shot(0, 'trip/10.jpg', 'lemon', 0.9, [3, 0]),
  shot(1, 'trip/2.jpg', 'bison', 0.5, [0, 1]),
  shot(2, 'cup.png', 'lemon', 0.7, [1, 1]),
];
const ids = (wanted: Partial<Wanted>): number[] =>
  shownOf(shots, { ...ALL, ...wanted }, undefined).map(({ shot: { id } }) => id);

test.each([
  [{}, [0, 1, 2]],
  [{ sort: 'name' }, [2, 1, 0]],
  [{ sort: 'surest' }, [0, 2, 1]],
  [{ sort: 'least sure' }, [1, 2, 0]],
  [{ sort: 'label' }, [1, 0, 2]],
  [{ text: ' TRIP/ ' }, [0, 1]],
  [{ text: 'zebra' }, [0, 1, 2]],
  [{ text: 'horse' }, []],
  [{ label: 'lemon' }, [0, 2]],
  [{ least: 0.7 }, [0, 2]],
  [{ label: 'lemon', text: 'cup', least: 0.8 }, []],
] as const)('%o shows %o', (wanted, expected) => {
  expect(ids(wanted)).toEqual(expected);
});

test('beside an example the most alike come first, whatever the order was', () => {
  const example = { name: 'b', embedding: normalized(Float32Array.of(0, 5)) };
  const shown = shownOf(shots, { ...ALL, sort: 'surest' }, example);
  expect(shown.map(({ shot: { id }, likeness: cosine }) => [id, cosine?.toFixed(3)])).toEqual([
    [1, '1.000'],
    [2, '0.707'],
    [0, '0.000'],
  ]);
});

test('labels are counted, the most frequent first', () => {
  expect(labelsOf(shots)).toEqual([
    ['lemon', 2],
    ['bison', 1],
  ]);
});

test('an embedding of zeros is like nothing', () => {
  expect(likeness(normalized(new Float32Array(2)), Float32Array.of(1, 0))).toBe(0);
});
