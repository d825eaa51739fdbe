import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFirst, openWeights } from './openWeights';
import { weightsFile } from './weightsFile';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function folderOf(name: string, ...files: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const file of files) await writeFile(join(path, file), file);
  return path;
}

test.each<[string, string[], string]>([
  ["timm's", ['config.json', 'model.safetensors', 'pytorch_model.bin', 'README.md'], 'model.safetensors'],
  ['an older one', ['config.json', 'pytorch_model.bin'], 'pytorch_model.bin'],
  [
    'of several files',
    ['model.safetensors.index.json', 'model-00001-of-00002.safetensors'],
    'model.safetensors.index.json',
  ],
  ['of one checkpoint', ['best.pth', 'log.txt', '.hidden.pth'], 'best.pth'],
])('a folder %s holds its weights', async (name, files, expected) => {
  const path = await folderOf(name, ...files);
  expect(await weightsFile(path)).toBe(join(path, expected));
});

test.each<[string, string[], RegExp]>([
  ['nothing', ['log.txt'], /nothing: the folder holds no weights \(model\.safetensors, say\); name a file$/],
  ['several', ['a.pth', 'b.pth'], /the folder holds 2 checkpoints \("a\.pth", "b\.pth"\); name one of them$/],
  ['parts', ['model-00001-of-00002.safetensors'], /the folder holds no weights/],
  ['distributed', ['__0_0.distcp', '.metadata'], /holds a distributed checkpoint; make one file of it with python -m/],
])('a folder with %s says so', async (name, files, message) => {
  await expect(weightsFile(await folderOf(name, ...files))).rejects.toThrow(message);
});

test('files and addresses are themselves', async () => {
  expect(await weightsFile('nowhere.pth')).toBe('nowhere.pth');
  expect(await weightsFile('https://example.org/a.pth')).toBe('https://example.org/a.pth');
});

test('of several sources the first that can be read is opened, else the error is that of the first', async () => {
  const path = await folderOf('mirrored', 'second.pth');
  const sources = [join(path, 'first.pth'), join(path, 'second.pth')];
  const opened = await openFirst(sources);
  expect(opened.source).toBe(sources[1]);
  if ('stream' in opened) opened.stream.destroy();
  await expect(openFirst([sources[0] ?? '', join(path, 'third.pth')])).rejects.toThrow(/first\.pth: there is no such/);
});

test('an index opens the files beside it', async () => {
  const path = await folderOf('shards', 'part 1.bin');
  const index = join(path, 'model.bin.index.json');
  await writeFile(index, JSON.stringify({ weight_map: { w: 'part 1.bin' } }));
  const opened = await openWeights(index);
  if ('stream' in opened) throw new Error('the index was taken for the weights');
  expect((await buffer(await opened.open('part 1.bin'))).toString()).toBe('part 1.bin');
  await writeFile(index, JSON.stringify({ weight_map: { w: 'part 2.bin' } }));
  await expect(openWeights(index)).rejects.toThrow(/index\.json: part 2\.bin: there is no such file or folder$/);
  await writeFile(index, '{}');
  await expect(openWeights(index)).rejects.toThrow(/it is not the index of a checkpoint in several files$/);
});
