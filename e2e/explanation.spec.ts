import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { formatNpy, parseNpy } from '../tools/classify/npy';
import { answersOf, classify } from './classify';

const samples = resolve(import.meta.dirname, '../public/samples');

let folder: string;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-'));
  for (const photo of ['coffee.jpg', 'bison.png']) await copyFile(join(samples, photo), join(folder, photo));
  await writeFile(join(folder, 'text.png'), 'this is no image');
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><circle cx="60" cy="30" r="25"/></svg>';
  await writeFile(join(folder, 'circle.svg'), svg);
});

test.afterAll(() => rm(folder, { recursive: true }));

interface Entry {
  readonly source: string;
  readonly index: number;
  readonly label: string;
  readonly score: number;
  readonly logit: number;
  readonly bias: number;
  readonly mapShape: readonly number[];
  readonly blocks: readonly {
    readonly block: string;
    readonly radix: number;
    readonly groups: number;
    readonly meanBySplit: readonly number[];
    readonly attention: readonly (readonly number[])[];
  }[];
}

const entriesIn = async (name: string): Promise<Entry[]> =>
  JSON.parse(await readFile(join(folder, name, 'attention.json'), 'utf8')) as Entry[];

/** Width and height of a PNG file, which its first chunk holds. */
async function sizeOf(path: string): Promise<[number, number]> {
  const bytes = await readFile(join(folder, path));
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test('--save-explanation writes a row, an entry and an overlay for each photo that was answered', async () => {
  const images = ['coffee.jpg', 'text.png', 'bison.png', 'circle.svg'];
  const run = await classify(folder, ...images, '--json', '--save-explanation', 'why');
  expect(run).toMatchObject({ code: 1, errors: [expect.stringMatching(/^text\.png: .*cannot be decoded/)] });
  const files = ['attention.json', 'cam.npy', 'overlay-0.png', 'overlay-1.png', 'overlay-2.png'];
  expect((await readdir(join(folder, 'why'))).sort()).toEqual(files);
  expect(await sizeOf('why/overlay-0.png')).toEqual([600, 400]);
  expect(await sizeOf('why/overlay-1.png')).toEqual(await sizeOf('bison.png'));
  expect(await sizeOf('why/overlay-2.png')).toEqual([120, 60]);

  const { shape, data } = parseNpy(await readFile(join(folder, 'why/cam.npy')));
  expect(shape).toEqual([3, 3, 3]);
  const answers = answersOf(run);
  const entries = await entriesIn('why');
  expect(entries.map(({ source }) => source)).toEqual(['coffee.jpg', 'bison.png', 'circle.svg']);
  entries.forEach(({ index, label, score, logit, bias, mapShape, blocks }, row) => {
    expect({ index, label, score }).toEqual(answers[row]?.top[0]);
    expect(mapShape).toEqual([3, 3]);
    expect(bias + mean(data.subarray(row * 9, (row + 1) * 9))).toBeCloseTo(logit, 4);
    expect(blocks.map(({ block }) => block)).toEqual([1, 2, 3, 4].flatMap((n) => [`layer${n}.0`, `layer${n}.1`]));
    for (const { radix, groups, meanBySplit, attention } of blocks) {
      expect([radix, groups, attention.length]).toEqual([2, 1, 2]);
      attention.forEach((split, i) => expect(mean(split)).toBeCloseTo(meanBySplit[i] ?? NaN, 5));
    }
  });
});

test('each image of a tensor is explained', async () => {
  const data = Float32Array.from({ length: 2 * 3 * 64 * 96 }, (_, i) => Math.sin(i / 50));
  await writeFile(join(folder, 'two.npy'), formatNpy({ shape: [2, 3, 64, 96], data }));
  const run = await classify(folder, '--tensor', 'two.npy', '--save-explanation', 'tensor');
  expect(run).toMatchObject({ code: 0 });
  expect(parseNpy(await readFile(join(folder, 'tensor/cam.npy'))).shape).toEqual([2, 2, 3]);
  expect((await entriesIn('tensor')).map(({ source }) => source)).toEqual(['two.npy', 'two.npy']);
  for (const row of [0, 1]) expect(await sizeOf(`tensor/overlay-${row}.png`)).toEqual([96, 64]);
});

test('--save-explanation leaves nothing of an earlier run', async () => {
  const old = ['cam.npy', 'attention.json', 'overlay-0.png', 'overlay-1.png', 'overlay-12.png', 'mine.png'];
  await mkdir(join(folder, 'old'));
  for (const image of ['nowhere.png', 'text.png', 'bison.png']) {
    for (const name of old) await writeFile(join(folder, 'old', name), 'old');
    const { code } = await classify(folder, image, '--save-explanation', 'old', '--input-size', '32');
    const isAnswered = image === 'bison.png';
    expect(code).toBe(isAnswered ? 0 : 1);
    const written = isAnswered ? ['attention.json', 'cam.npy', 'mine.png', 'overlay-0.png'] : ['mine.png'];
    expect((await readdir(join(folder, 'old'))).sort()).toEqual(written);
  }
});

test('a run that answers nothing makes no folder', async () => {
  await classify(folder, 'nowhere.png', '--save-explanation', 'none');
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
