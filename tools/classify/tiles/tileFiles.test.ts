/** The files of tiles, of runs that ended at their end or before it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TileAnswer } from '../../../src/tasks/tiles/tiles';
import { toCSV } from '../../../src/tasks/tiles/csv';
import { toGeoJSON } from '../../../src/tasks/tiles/geoJson';
import { TileFiles } from './tileFiles';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiles-'));
  vi.stubEnv('INIT_CWD', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const answer = (index: number): TileAnswer => ({
  ...{ index, total: 6, row: 0, column: index, x: index * 10, y: 0, width: 10, height: 10 },
  classes: [{ index, label: `é${index}`, score: 0.5 }],
  cursor: {
    ...{ sheet: { width: 60, height: 10 }, tile: { width: 10, height: 10 } },
    ...{ stride: { x: 10, y: 10 }, edge: 'pad', next: index + 1 },
  },
});
const ALL = [0, 1, 2, 3, 4, 5].map(answer);
const geo = { bounds: [0, 0, 60, 10], crs: 'EPSG:27700' };
const outputs = { saveGeojson: 'a.geojson', saveCsv: 'a.csv', geo };
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

async function expectWhole(): Promise<void> {
  expect(JSON.parse(await read('a.geojson'))).toEqual(JSON.parse(JSON.stringify(toGeoJSON(ALL, geo))));
  expect(await read('a.csv')).toBe(toCSV(ALL));
  expect((await readdir(folder)).sort()).toEqual(['a.csv', 'a.geojson']);
}

test('a run that ends leaves whole files and nothing else', async () => {
  const files = await TileFiles.open(outputs, 'subject', false);
  await files.add(ALL.slice(0, 4));
  await files.add(ALL.slice(4));
  await files.end();
  await expectWhole();
});

test('a run that was killed goes on behind its last note, whatever came after that', async () => {
  const first = await TileFiles.open(outputs, 'subject', false);
  await first.add(ALL.slice(0, 1));
  await first.add(ALL.slice(1, 3));
  await first.close();
  await writeFile(join(folder, 'a.csv'), `${await read('a.csv')}0,3,30,0,10,1`); // half a line
  await writeFile(join(folder, 'a.geojson'), `${await read('a.geojson')},\n{"type":`);
  const second = await TileFiles.open(outputs, 'subject', true);
  expect(second.cursor).toEqual(answer(2).cursor);
  await second.add(ALL.slice(3));
  await second.end();
  await expectWhole();
});

test('without --resume a run begins anew; with nothing to resume it says so and begins anew', async () => {
  const first = await TileFiles.open(outputs, 'subject', false);
  await first.add(ALL.slice(2, 3));
  await first.close();
  const anew = await TileFiles.open(outputs, 'other', false);
  expect(anew.cursor).toBe(undefined);
  await anew.add(ALL);
  await anew.end();
  await expectWhole();
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const again = await TileFiles.open(outputs, 'subject', true);
  await again.add(ALL);
  await again.end();
  expect(said.mock.calls).toEqual([[expect.stringMatching(/^a\.geojson\.resume: there is nothing to resume/)]]);
  await expectWhole();
});

test('a run about something else, and files that were cut, are not gone on with', async () => {
  const first = await TileFiles.open(outputs, 'subject', false);
  await first.add(ALL.slice(0, 3));
  await first.close();
  await expect(TileFiles.open(outputs, 'other', true)).rejects.toThrow(
    /a\.geojson\.resume: the run that was ended was/,
  );
  await writeFile(join(folder, 'a.csv'), '');
  await expect(TileFiles.open(outputs, 'subject', true)).rejects.toThrow(/^a\.csv: it is shorter than the run left it/);
});

test.each<[words: string, note: (note: object) => unknown, fault: RegExp]>([
  ['not of JSON', () => undefined, /a\.geojson\.resume: it is no note of a run that was ended; leave out --resume/],
  ['null', () => null, /it is no note/],
  ['without a cursor', (note) => ({ ...note, cursor: undefined }), /it is no note/],
  ['with a cursor of no tile', (note) => ({ ...note, cursor: { ...answer(2).cursor, next: -1 } }), /it is no note/],
  ['without lengths', (note) => ({ ...note, bytes: 'none' }), /it is no note/],
  ['with a length below 0', (note) => ({ ...note, bytes: [-1, 2] }), /it is no note/],
  ['of fewer files', (note) => ({ ...note, bytes: [9] }), /was about another image, another model or other options/],
])('a note %s leaves the files alone', async (_, forge, fault) => {
  const first = await TileFiles.open(outputs, 'subject', false);
  await first.add(ALL.slice(0, 3));
  await first.close();
  const before = await read('a.csv');
  const note = forge(JSON.parse(await read('a.geojson.resume')) as object);
  await writeFile(join(folder, 'a.geojson.resume'), JSON.stringify(note) ?? 'note');
  await expect(TileFiles.open(outputs, 'subject', true)).rejects.toThrow(fault);
  expect(await read('a.csv')).toBe(before);
});

test('a path that cannot be written is named', async () => {
  await expect(TileFiles.open({ saveCsv: 'no/a.csv', geo: {} }, 's', false)).rejects.toThrow(
    /^no\/a\.csv: there is no such file or folder/,
  );
});

test('a path that cannot be written costs the other file nothing', async () => {
  await writeFile(join(folder, 'a.geojson'), 'of an earlier run');
  await expect(TileFiles.open({ ...outputs, saveCsv: 'no/a.csv' }, 's', false)).rejects.toThrow(/^no\/a\.csv: /);
  expect(await read('a.geojson')).toBe('of an earlier run');
});
