/** Sheets on the command line: their files, a run that is killed and goes on, and how much memory a large one takes. */
import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TileCollection } from '../src/index';
import { classify } from './classify';
import { writeJpegSheet } from './jpegSheet';
import { LONG, testLong } from './length';
import { writeSheet } from './sheet';

const root = resolve(import.meta.dirname, '..');

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnest-tiles-'));
  await writeSheet(join(folder, 'map.png'), 500, 300);
});
test.afterAll(() => rm(folder, { recursive: true }));

const collection = async (name: string): Promise<TileCollection> =>
  JSON.parse(await readFile(join(folder, name), 'utf8')) as TileCollection;

test('a map gives a polygon and a line for each tile', async () => {
  const asked = ['--tiles', '100', '--stride', '50', '--top-k', '1', '--bounds', '0,0,50,30', '--crs', 'EPSG:27700'];
  const files = ['--save-geojson', 'a.geojson', '--save-csv', 'a.csv'];
  const run = await classify(folder, 'map.png', ...asked, ...files, '--json');
  expect(run).toMatchObject({ code: 0, errors: [] });
  expect(run.lines).toHaveLength(45); // nine columns, five rows
  expect(JSON.parse(run.lines[44] ?? '')).toMatchObject({ source: 'map.png', row: 4, column: 8, x: 400, y: 200 });
  const { features, crs } = await collection('a.geojson');
  expect(crs?.properties.name).toBe('EPSG:27700');
  expect(features.map(({ id }) => id)).toEqual(Array.from({ length: 45 }, (_, i) => i));
  const [ring = []] = features[0]?.geometry.coordinates ?? [];
  expect(ring.map(String).sort()).toEqual(['0,20', '0,30', '0,30', '10,20', '10,30']);
  const lines = (await readFile(join(folder, 'a.csv'), 'utf8')).trim().split('\r\n');
  expect(lines).toHaveLength(46);
  expect(lines[1]).toBe(`0,0,0,0,100,100,1,${bestOf(features[0])}`);
  expect((await readdir(folder)).sort()).toEqual(['a.csv', 'a.geojson', 'map.png']);
});

const bestOf = (feature: TileCollection['features'][number] | undefined): string => {
  const [best] = feature?.properties.classes ?? [];
  return `${best?.index},${best?.label},${best?.score}`;
};

testLong('a run that is killed goes on, and its files have every tile once', async () => {
  test.setTimeout(600_000); // two starts of the command line, on a machine that may be busy
  const line = ['map.png', '--tiles', '60', '--stride', '30', '--top-k', '1'];
  const files = ['--save-geojson', 'b.geojson', '--save-csv', 'b.csv'];
  const total = 16 * 9;
  const child = spawn(process.execPath, ['tools/run.mjs', 'tools/classify.ts', ...line, ...files], {
    ...{ cwd: root, env: { ...process.env, INIT_CWD: folder }, stdio: 'ignore' },
  });
  await expect.poll(() => existsSync(join(folder, 'b.geojson.resume')), { timeout: 150_000 }).toBe(true);
  child.kill('SIGKILL');
  const note = JSON.parse(await readFile(join(folder, 'b.geojson.resume'), 'utf8')) as { cursor: { next: number } };
  expect(note.cursor.next).toBeLessThan(total);
  const rest = await classify(folder, ...line, ...files, '--resume');
  expect(rest).toMatchObject({ code: 0, errors: [] });
  expect(rest.lines.length).toBeLessThanOrEqual(1 + total - note.cursor.next);
  const { features } = await collection('b.geojson');
  expect(features.map(({ id }) => id)).toEqual(Array.from({ length: total }, (_, i) => i));
  const lines = (await readFile(join(folder, 'b.csv'), 'utf8')).trim().split('\r\n').slice(1);
  expect(lines.map((each) => each.split(',').slice(7).join())).toEqual(features.map(bestOf));
  expect(existsSync(join(folder, 'b.geojson.resume'))).toBe(false);
});

/** The most memory in MB that a page's process of this test has held so far. */
function mostOfPages(): number {
  const parents = new Map<number, number>();
  const pages: [pid: number, megabytes: number][] = [];
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('--type=renderer'))
        pages.push([Number(entry), Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1e3]);
    } catch {
      // it has ended meanwhile
    }
  const isOurs = (pid: number): boolean => pid === process.pid || (parents.has(pid) && isOurs(parents.get(pid) ?? 0));
  return Math.max(0, ...pages.filter(([pid]) => isOurs(pid)).map(([, megabytes]) => megabytes));
}

/** The heap and the model take about 200 MB without any sheet. */
const LARGE = [
  { file: 'large.png', write: writeSheet, most: 400 },
  { file: 'large.jpg', write: writeJpegSheet, most: 1700 },
] as const;

for (const { file, write, most } of LONG ? LARGE : [])
  test(`${file} of 20,000 x 15,000 pixels is never decoded twice`, async () => {
    test.setTimeout(600_000);
    await write(join(folder, file), 20_000, 15_000);
    let held = 0;
    const watching = setInterval(() => (held = Math.max(held, mostOfPages())), 100);
    const began = performance.now();
    const run = await classify(folder, file, '--tiles', '224', '--stride', '2240', '--top-k', '1');
    clearInterval(watching);
    process.stdout.write(
      `${file}: at most ${held.toFixed(0)} MB, ${((performance.now() - began) / 1e3).toFixed(0)} s\n`,
    );
    expect(run).toMatchObject({ code: 0, errors: [] });
    expect(run.lines).toHaveLength(1 + 63);
    expect(held).toBeGreaterThan(100);
    expect(held).toBeLessThan(most);
  });
