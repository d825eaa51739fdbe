import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseNpy } from '../tools/classify/npy';
import { smallFile } from '../tools/testFaults/files';
import { answersOf, classify, classifyWith, type Run } from './classify';

const samples = resolve(import.meta.dirname, '../public/samples');
const weights = resolve(import.meta.dirname, '../weights/resnest26_2s1x32d.safetensors');
const photo = 'lemon.png';

let folder: string;

/** A small model, where it does not matter which one: its programs compile in half of the time. */
const SIZE = ['--input-size', '32'];
const SMALL = ['--weights', 'small.safetensors', ...SIZE];

/** A run of it, without the line that says how its file was read. */
async function small(...args: string[]): Promise<Run> {
  const { errors, ...run } = await classify(folder, ...args, ...SMALL);
  return { ...run, errors: errors.filter((line) => !line.startsWith('assumed: ')) };
}

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resnest-webgpu-'));
  const jpeg = await readFile(join(samples, 'coffee.jpg'));
  const checkpoint = await readFile(weights);
  await copyFile(join(samples, photo), join(folder, photo));
  await writeFile(join(folder, 'small.safetensors'), smallFile().bytes);
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(join(folder, 'zero.png'), '');
  await writeFile(join(folder, 'text.png'), 'this is no image');
  await writeFile(join(folder, 'cut.safetensors'), checkpoint.subarray(0, checkpoint.length / 2));
  await writeFile(join(folder, 'text.safetensors'), 'these are no weights');
  await mkdir(join(folder, 'mixed/folder.png'), { recursive: true });
  await symlink('nowhere.png', join(folder, 'mixed/dangling.png'));
  await copyFile(join(samples, photo), join(folder, 'mixed', photo));
  await writeFile(join(folder, 'two.json'), '["one", "two"]');
});

test.afterAll(() => rm(folder, { recursive: true }));

test('without arguments it is right about every sample photo', async () => {
  const listed = await readFile(join(samples, 'samples.json'), 'utf8');
  const photos = JSON.parse(listed) as { file: string; label: string }[];
  const run = await classify(folder, '--json');
  expect(run).toMatchObject({ code: 0, errors: [] });
  const found = answersOf(run).map(({ source, top }) => [source, top[0]?.label]);
  const expected = photos.map(({ file, label }) => [`public/samples/${file}`, label]);
  expect(found).toEqual(expected.sort());
});

test('people get a heading, and for each image its labels with percents', async () => {
  const { code, lines } = await classify(folder, photo, '--top-k', '2');
  expect(code).toBe(0);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toMatch(/^resnest26_2s1x32d at 96 x 96 on \S/);
  expect(lines[1]).toMatch(/^lemon\.png {2}\([\d.]+ ms\)$/);
  expect(lines[2]).toMatch(/^ +\d+\.\d % {2}lemon$/);
});

test('programs get one JSON object a line', async () => {
  const run = await classify(folder, photo, samples, '--json', '--logits', '--top-k', '3');
  expect(run).toMatchObject({ code: 0, errors: [expect.stringMatching(/samples: left out .*LICENSES\.md/)] });
  const answers = answersOf(run);
  const images = (await readdir(samples)).filter((name) => /\.(png|jpg)$/.test(name)).sort();
  expect(answers.map(({ source }) => source)).toEqual([photo, ...images.map((name) => join(samples, name))]);
  for (const { adapter, top, logits, milliseconds } of answers) {
    expect(adapter).not.toBe('');
    expect(top).toHaveLength(3);
    expect(logits).toHaveLength(1);
    expect(logits?.[0]).toHaveLength(200);
    expect(milliseconds).toBeGreaterThan(0);
    const [first] = top;
    expect(first?.index).toBe(logits?.[0]?.indexOf(Math.max(...(logits[0] ?? []))));
  }
});

test('--fallback wasm computes without a GPU, and with the same answers', async () => {
  const ask = (...more: string[]): Promise<Run> => small(photo, '--json', ...more);
  const [onGpu, inWasm] = await Promise.all([ask(), ask('--fallback', 'wasm')]);
  expect(inWasm).toMatchObject({ code: 0, errors: [] });
  const [[expected], [found]] = [answersOf(onGpu), answersOf(inWasm)];
  expect(found?.adapter).toMatch(/^WebAssembly, onnxruntime-web /);
  expect(found?.top.map(({ index }) => index)).toEqual(expected?.top.map(({ index }) => index));
});

test('what --save-input writes gives the same logits as --tensor', async () => {
  const images = [photo, join(samples, 'orange.jpg')];
  const fromImages = await small(...images, '--json', '--logits', '--save-input', 'input.npy');
  expect(fromImages.code).toBe(0);
  expect(parseNpy(await readFile(join(folder, 'input.npy'))).shape).toEqual([2, 3, 32, 32]);
  const fromTensor = await small('--tensor', 'input.npy', '--json', '--logits');
  expect(fromTensor.code).toBe(0);
  const [answer, ...others] = answersOf(fromTensor);
  const [lemon, orange] = answersOf(fromImages);
  expect(others).toEqual([]);
  expect(answer?.source).toBe('input.npy');
  expect(answer?.top).toEqual(lemon?.top);
  expect(answer?.logits).toEqual([lemon?.logits?.[0], orange?.logits?.[0]]);
});

test('weights from a path, a URL, a folder with a broken config.json, and several files by their index', async ({
  baseURL,
}) => {
  const known = answersOf(await classify(folder, photo, '--json', '--weights', weights));
  // The manifest knows the very file, and its labels with it.
  expect(known[0]?.top[0]?.label).toBe('lemon');

  const url = `${baseURL}/weights/resnest26_2s1x32d.safetensors`;
  const names = Array.from({ length: 200 }, (_, i) => `name ${i}`).join('\n');
  await writeFile(join(folder, 'names.txt'), `${names}\n`);
  const named = answersOf(await classify(folder, photo, '--json', '--weights', url, '--labels', 'names.txt'));
  const index = known[0]?.top[0]?.index;
  expect(named[0]?.top[0]).toMatchObject({ index, label: `name ${index}` });

  const hub = join(folder, 'hub');
  await mkdir(hub);
  await copyFile(join(folder, 'small.safetensors'), join(hub, 'model.safetensors'));
  const [expected] = answersOf(await small(photo, '--json', '--logits'));
  await writeFile(join(hub, 'config.json'), '{"architecture": "resn');
  const fromFolder = await classify(folder, photo, '--json', '--logits', '--weights', 'hub', ...SIZE);
  expect(answersOf(fromFolder)[0]?.logits).toEqual(expected?.logits);
  expect(fromFolder.errors[0]).toMatch(
    /config\.json, which lies beside the weights, is not valid JSON, and was left out$/,
  );

  const file = await readFile(join(hub, 'model.safetensors'));
  const header = file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString();
  const tensors = Object.keys(JSON.parse(header) as object).filter((name) => name !== '__metadata__');
  const weightMap = Object.fromEntries(tensors.map((name) => [name, 'model.safetensors']));
  await writeFile(join(hub, 'model.safetensors.index.json'), JSON.stringify({ weight_map: weightMap }));
  const byPath = await classify(
    folder,
    photo,
    '--json',
    '--logits',
    '--weights',
    'hub/model.safetensors.index.json',
    ...SIZE,
  );
  expect(answersOf(byPath)[0]?.logits).toEqual(expected?.logits);
  await writeFile(join(hub, 'gone.index.json'), JSON.stringify({ weight_map: { w: 'gone.safetensors' } }));
  const gone = await classify(folder, '--weights', 'hub/gone.index.json');
  expect(gone).toMatchObject({ code: 1, lines: [] });
  expect(gone.errors).toEqual(['hub/gone.index.json: gone.safetensors: there is no such file or folder']);
});

test('a known model from a server of copies, and one by name that is another file', async ({ baseURL }) => {
  const copied = await classify(folder, photo, '--json', '--weights-base-url', `${baseURL}/weights`);
  expect(answersOf(copied)[0]?.top[0]?.label).toBe('lemon');
  const wrong = await classify(folder, photo, '--model', 'resnest50-528c19ca', '--weights', weights);
  expect(wrong).toMatchObject({ code: 1, lines: [] });
  expect(wrong.errors).toEqual([
    expect.stringMatching(/\.safetensors: .*has the SHA-256 f7e2622d.*, expected one that begins with 528c19ca;/),
  ]);
});

test('the plan of resnest50 needs less than 40 MB of activations', async () => {
  const { code, lines } = await classify(folder, '--model', 'resnest50', '--plan');
  expect(code).toBe(0);
  const megabytes = /([\d.]+) MB of activations/.exec(lines.join('\n'))?.[1];
  expect(Number(megabytes)).toBeGreaterThan(1);
  expect(Number(megabytes)).toBeLessThan(40);
});

test('bad images, alone or in a folder, get one line each, and the good ones beside them their answers', async () => {
  const bad = ['cut.jpg', 'zero.png', 'text.png', 'nowhere.png', 'empty'];
  const run = await small(...bad.slice(0, 2), photo, ...bad.slice(2), 'mixed', '--json');
  expect(run.code).toBe(1);
  const [alone, inFolder, ...others] = answersOf(run);
  expect([alone?.source, inFolder?.source, others]).toEqual([photo, `mixed/${photo}`, []]);
  expect(inFolder?.top).toEqual(alone?.top);
  expect(run.errors.map((line) => line.split(': ')[0])).toEqual([...bad, 'mixed/dangling.png']);
  expect(run.errors.at(-1)).toBe('mixed/dangling.png: there is no such file or folder');
  expect(run.errors.join('\n')).not.toMatch(/^\s+at /m);
});

test('a folder gives whatever a browser decodes, says what it left out, and passes over hidden files', async () => {
  await mkdir(join(folder, 'album'));
  const jpeg = await readFile(join(samples, 'coffee.jpg'));
  const names = ['a.jfif', 'B.JPE', 'c.svg', 'd.HEIC', 'e.txt', '._f.jpg', '.DS_Store'];
  for (const name of names) await writeFile(join(folder, 'album', name), jpeg);
  const odd = Buffer.concat([Buffer.from(join(folder, 'album/caf')), Buffer.of(0xe9), Buffer.from("\u001b's.jpg")]);
  await writeFile(odd, jpeg);
  const run = await small('album', '--json', '--top-k', '1');
  const left = 'album: left out 2 files (browsers do not decode: d.HEIC; not named as pictures: e.txt)';
  expect(run).toMatchObject({ code: 0, errors: [left] });
  const sources = ["album/$'caf\\xe9\\x1b\\'s.jpg'", 'album/B.JPE', 'album/a.jfif', 'album/c.svg'];
  expect(answersOf(run).map(({ source }) => source)).toEqual(sources);
});

test('more files than may be open at once', async () => {
  const args = Array.from({ length: 350 }, () => 'text.png');
  const { code, errors: all } = await classifyWith('ulimit -n 256', folder, ...args, ...SMALL);
  const [assumed, ...errors] = all;
  expect(code).toBe(1);
  expect(assumed).toMatch(/^assumed: /);
  expect(errors).toHaveLength(350);
  expect(errors.filter((line) => !/cannot be decoded: it is text/.test(line))).toEqual([]);
});

test('--save-input and --save-features leave nothing of an earlier run where nothing was answered', async () => {
  await mkdir(join(folder, 'maps'));
  const old = ['input.npy', 'maps/layer1.npy', 'maps/embedding.npy', 'maps/mine.npy'];
  for (const image of ['text.png', 'nowhere.png']) {
    for (const path of old) await writeFile(join(folder, path), 'old');
    const run = await small(image, '--save-input', 'input.npy', '--save-features', 'maps');
    expect(run.code).toBe(1);
    expect(await readdir(join(folder, 'maps'))).toEqual(['mine.npy']);
    expect(existsSync(join(folder, 'input.npy'))).toBe(false);
  }
});

test('when its reader has gone it ends quietly and leaves nothing behind', async () => {
  const temporary = await mkdtemp(join(folder, 'temporary-'));
  const child = spawn(process.execPath, ['tools/run.mjs', 'tools/classify.ts'], {
    cwd: resolve(import.meta.dirname, '..'),
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((done) => child.once('exit', done));
  expect({ code, errors }).toEqual({ code: 1, errors: '' });
  expect(await readdir(temporary)).toEqual([]);
});

// What can be told without a browser is in tools/classify/troubles.test.ts.
test.describe('what is wrong is said in one line with exit code 1', () => {
  const cases: readonly (readonly [name: string, args: readonly string[], message: RegExp])[] = [
    ['truncated weights', [photo, '--weights', 'cut.safetensors'], /^cut\.safetensors: .*truncated/],
    ['foreign weights', [photo, '--weights', 'text.safetensors'], /^text\.safetensors: /],
    ['weights of another model', [photo, '--weights', weights, '--model', 'resnest26d'], /does not fit resnest26d/],
    ['too few labels', [photo, '--labels', 'two.json'], /2 labels for 200 classes/],
    ['a place where nothing can be written', [photo, '--save-input', 'no/input.npy'], /^no\/input\.npy: there is no/],
  ];
  for (const [name, args, message] of cases)
    test(name, async () => {
      const { code, errors } = await classify(folder, ...args);
      expect(code).toBe(1);
      expect(errors).toEqual([expect.stringMatching(message)]);
    });
});

test('a call that is wrong in itself ends with exit code 2', async () => {
  const { code, lines, errors } = await classify(folder, '--frobnicate');
  expect({ code, lines, errors: errors.length }).toEqual({ code: 2, lines: [], errors: 1 });
});

test('--help names every option', async () => {
  const { code, lines } = await classify(folder, '--help');
  expect(code).toBe(0);
  for (const option of ['--model', '--config', '--weights', '--tensor', '--save-input', '--plan', '--json'])
    expect(lines.join('\n')).toContain(option);
});
