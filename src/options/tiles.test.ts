/** Cursors as callers give them: whatever is none is refused by name, and nothing else of them is kept. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../core/errors';
import { readTilesOptions } from './tiles';

const CURSOR = {
  sheet: { width: 20_000, height: 15_000 },
  tile: { width: 224, height: 200 },
  stride: { x: 112, y: 100 },
  edge: 'pad',
  next: 17,
};

const resumed = (cursor: unknown): unknown => readTilesOptions({ resume: cursor }).resume;

test.each<[words: string, cursor: unknown, fault: string]>([
  ['next below 0', { ...CURSOR, next: -1 }, 'whose next is not -1'],
  ['a part of a tile', { ...CURSOR, next: 1.5 }, 'whose next is not 1.5'],
  ['no number', { ...CURSOR, next: NaN }, 'whose next is not NaN'],
  ['a number that is not exact', { ...CURSOR, next: 2 ** 60 }, `whose next is not ${2 ** 60}`],
  ['a number as text', { ...CURSOR, next: '17' }, 'whose next is not "17"'],
  ['a number that JSON has not', { ...CURSOR, next: 17n }, 'whose next is not 17'],
  ['a sheet without height', { ...CURSOR, sheet: { width: 5 } }, 'whose sheet is not {"width":5}'],
  ['a sheet that is null', { ...CURSOR, sheet: null }, 'whose sheet is not null'],
  ['a tile that no option may have', { ...CURSOR, tile: { width: 1e9, height: 1 } }, 'whose tile is not {"width":10'],
  ['a tile as one number', { ...CURSOR, tile: 224 }, 'whose tile is not 224'],
  ['a stride of 0', { ...CURSOR, stride: { x: 0, y: 1 } }, 'whose stride is not {"x":0,"y":1}'],
  ['no edge', { ...CURSOR, edge: undefined }, 'whose edge is not undefined'],
  ['another edge', { ...CURSOR, edge: 'PAD' }, 'whose edge is not "PAD"'],
  ['the cursor as text', JSON.stringify({ next: 1 }), 'not "{\\"next\\":1}"; JSON.parse it'],
  ['a list', [CURSOR], 'not [{"sheet":'],
  ['null', null, 'not null'],
])('%s is refused', (_, cursor, fault) => {
  expect(() => resumed(cursor)).toThrow(ConfigError);
  expect(() => resumed(cursor)).toThrow(`resume must be the cursor of an answer of classifyTiles, ${fault}`);
});

test('what else a cursor carries is left out, since it would move the tiles', () => {
  const forged = {
    ...{ ...CURSOR, row: 3, toJSON: () => 5 },
    sheet: { ...CURSOR.sheet, x: 1 },
    tile: { ...CURSOR.tile, x: 50, y: 50, place: () => 0 },
    stride: { ...CURSOR.stride, z: 1 },
  };
  expect(resumed(forged)).toEqual(CURSOR);
  expect(resumed(JSON.parse(JSON.stringify(CURSOR)))).toEqual(CURSOR);
});

test('whatever stands in a field, it is the cursor or a ConfigError', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const field = fc.constantFrom(...Object.keys(CURSOR));
  fc.assert(
    fc.property(field, anything, (name, value) => {
      const forged = { ...CURSOR, [name]: value };
      try {
        expect(resumed(forged)).toEqual({ ...CURSOR, [name]: expect.anything() as unknown });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
  );
});
