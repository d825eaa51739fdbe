import { expect, test } from 'vitest';
import { ConfigError } from '../../core/errors';
import { toCSV } from './csv';
import { type GeoOptions, toGeoJSON } from './geoJson';
import type { TileAnswer } from './tiles';

const tileAt = (index: number, more: Partial<TileAnswer> = {}): TileAnswer => ({
  ...{ index, total: 4, row: 0, column: index, x: index * 10, y: 20, width: 10, height: 5 },
  classes: [
    { index: 3, label: 'park', score: 0.75 },
    { index: 1, label: 'rail, "disused"', score: 0.25 },
  ],
  cursor: {
    ...{ sheet: { width: 40, height: 50 }, tile: { width: 10, height: 5 } },
    ...{ stride: { x: 10, y: 5 }, edge: 'pad', next: index + 1 },
  },
  ...more,
});

test('CSV has a line for each class, quotes where they are needed, and a header unless it is unwanted', () => {
  const empty = tileAt(1, { classes: [] });
  expect(toCSV([tileAt(0), empty])).toBe(
    'row,column,x,y,width,height,rank,index,label,score\r\n' +
      '0,0,0,20,10,5,1,3,park,0.75\r\n' +
      '0,0,0,20,10,5,2,1,"rail, ""disused""",0.25\r\n' +
      '0,1,10,20,10,5,,,,\r\n',
  );
  expect(toCSV(empty, { header: false })).toBe('0,1,10,20,10,5,,,,\r\n');
  expect(toCSV([], { header: true }) + toCSV([tileAt(0), empty], { header: false })).toBe(toCSV([tileAt(0), empty]));
});

test('a feature has the tile in pixels, its best class and all of them', () => {
  const answer = tileAt(2);
  expect(toGeoJSON(answer)).toEqual({
    type: 'Feature',
    id: 2,
    geometry: { type: 'Polygon', coordinates: [[...[[20, 20], [30, 20], [30, 25], [20, 25], [20, 20]]]] }, // prettier-ignore
    properties: {
      ...{ row: 0, column: 2, x: 20, y: 20, width: 10, height: 5 },
      ...{ label: 'park', score: 0.75, classes: answer.classes },
    },
  });
  expect(toGeoJSON(tileAt(0, { classes: [] })).properties).toMatchObject({ label: null, score: null, classes: [] });
});

const ringOf = (options: GeoOptions): readonly (readonly number[])[] =>
  toGeoJSON(tileAt(1), options).geometry.coordinates[0] ?? [];

/** Twice the area, which is positive for a ring that runs counterclockwise. */
const area = (ring: readonly (readonly number[])[]): number =>
  ring.slice(1).reduce((sum, [x = 0, y = 0], i) => sum + (ring[i]?.[0] ?? 0) * y - x * (ring[i]?.[1] ?? 0), 0);

test('bounds and transforms place the tile, and rings run counterclockwise whatever they do', () => {
  // Half of the way from north to south is at row 25; the tile lies at rows 20 to 25, columns 10 to 20 of 40.
  const placed = ringOf({ bounds: [100, 0, 140, 500] });
  expect([...placed].sort()).toEqual([[110, 250], [110, 300], [110, 300], [120, 250], [120, 300]].sort()); // prettier-ignore
  expect(placed[0]).toEqual(placed[4]);
  expect(ringOf({ transform: [1, 0, 100, 0, -10, 500] })).toEqual(placed);
  const all: GeoOptions[] = [
    {},
    { bounds: [0, 0, 1, 1] },
    { bounds: [1, 1, 0, 0] },
    { transform: [0, 2, 0, 3, 0, 0] },
    { transform: [0, -2, 0, 3, 0, 0] },
  ];
  for (const options of all) expect(area(ringOf(options))).toBeGreaterThan(0);
  expect(ringOf({ transform: [0, 2, 7, 3, 0, 9] })).toContainEqual([2 * 25 + 7, 3 * 10 + 9]);
});

test('a collection has the name of its coordinate system, if it is given', () => {
  const { features, ...rest } = toGeoJSON([tileAt(0), tileAt(1)], { crs: 'EPSG:27700' });
  expect(rest).toEqual({ type: 'FeatureCollection', crs: { type: 'name', properties: { name: 'EPSG:27700' } } });
  expect(features.map(({ id }) => id)).toEqual([0, 1]);
  expect(toGeoJSON([])).toEqual({ type: 'FeatureCollection', features: [] });
});

test.each<GeoOptions>([
  { transform: [1, 2, 3] },
  { transform: [1, 2, 3, 4, 5, NaN] },
  { bounds: [1, 2, 3] },
  { bounds: 'abcd' as unknown as number[] },
  { bounds: [1, 2, 3, 4], transform: [1, 0, 0, 0, 1, 0] },
])('%j is a ConfigError', (options) => {
  expect(() => toGeoJSON(tileAt(0), options)).toThrow(ConfigError);
  expect(() => toGeoJSON([], options)).toThrow(/^give transform, six finite .*, or bounds, four .*, not \{/);
});

test.each([
  [{ header: 'no' }, 'header must be true or false, not "no"'],
  [{ heading: false }, 'toCSV has no option "heading"; its nearest is "header" of header'],
  [null, 'the options of toCSV are an object, such as { header: false }, not null'],
])('CSV with %j is a ConfigError', (options, message) => {
  expect(() => toCSV([tileAt(0)], options as never)).toThrow(new ConfigError('option', message));
});

test.each([
  [{ crs: 5 }, 'crs must be a name, not 5'],
  [{ crs: '' }, /^crs must be a name/],
  [{ bound: [1, 2, 3, 4] }, /^toGeoJSON has no option "bound"; its nearest is "bounds" of transform, bounds, crs$/],
  [null, /^the options of toGeoJSON are an object, such as \{ crs: 'EPSG:27700' \}, not null$/],
])('GeoJSON with %j is a ConfigError, of one answer as well', (options, message) => {
  for (const answers of [tileAt(0), [tileAt(0)]]) {
    expect(() => toGeoJSON(answers as never, options as never)).toThrow(ConfigError);
    expect(() => toGeoJSON(answers as never, options as never)).toThrow(message);
  }
});

test.each([null, undefined, 5, {}, [{}], [tileAt(0), null], { ...tileAt(0), classes: 5 }, 'row,column'])(
  '%j is no answer of classifyTiles',
  (wrong) => {
    expect(() => toGeoJSON(wrong as never)).toThrow(ConfigError);
    expect(() => toGeoJSON(wrong as never)).toThrow(/^toGeoJSON takes answers of classifyTiles, not /);
    expect(() => toCSV(wrong as never)).toThrow(/^toCSV takes answers of classifyTiles, not /);
  },
);
