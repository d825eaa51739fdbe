/** What the command line says before a browser starts: one sentence, and an exit code. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { main } from '../classify';
import { root } from '../common/project';
import { formatNpy } from './npy';

const photo = 'lemon.png';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troubles-'));
  await copyFile(join(root, 'public/samples', photo), join(folder, photo));
  await mkdir(join(folder, 'empty'));
  await writeFile(join(folder, 'text.png'), 'this is no image');
  await writeFile(join(folder, 'odd.json'), '{"layers": [2, 2, 2, 2], "radius": 2}');
  const holes = { shape: [1, 3, 1, 1], data: Float32Array.of(0, NaN, Infinity) };
  await writeFile(join(folder, 'holes.npy'), formatNpy(holes));
  execFileSync('mkfifo', [join(folder, 'pipe.png')]);
  await symlink('round.png', join(folder, 'round.png'));
  await mkdir(join(folder, 'others'));
  await writeFile(join(folder, 'others/a.HEIC'), '');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => void vi.stubEnv('INIT_CWD', folder));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Calls the command line from the folder. */
async function classify(...args: readonly string[]): Promise<{ code: number; lines: string[]; errors: string[] }> {
  const [lines, errors]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(...line.split('\n')));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(...line.split('\n')));
  return { code: await main(args, new AbortController().signal), lines, errors };
}

test.each<readonly [name: string, args: readonly string[], message: RegExp]>([
  ['a folder without images', ['empty'], /^empty: no image is in this folder/],
  ['a path that is not there', ['nowhere.png'], /^nowhere\.png: there is no such file/],
  ['weights that are not there', [photo, '--weights', 'no.safetensors'], /^no\.safetensors: there is no such file/],
  ['weights that are a folder', [photo, '--weights', 'empty'], /^empty: the folder holds no weights/],
  ['an address that answers nothing', [photo, '--weights', 'http://127.0.0.1:9/w'], /the download failed/],
  ['a model that does not exist', [photo, '--model', 'resnest51'], /resnest51.*known are .*resnest50/],
  [
    'a published model that is not served',
    [photo, '--model', 'resnest50d.in1k', '--weights-base-url', 'http://127.0.0.1:9/w'],
    /^http:\/\/127\.0\.0\.1:9\/w\/resnest50d\.in1k\.safetensors: the download failed/,
  ],
  [
    'a folder of published models that is a path',
    [photo, '--model', 'resnest50d.in1k', '--weights-base-url', 'models'],
    /weightsBaseUrl is the relative address "models"/,
  ],
  [
    'an architecture with published weights',
    [photo, '--model', 'resnest50'],
    /\(resnest50d\.in1k, resnest50-528c19ca\)/,
  ],
  ['a model without weights', [photo, '--model', 'resnest50'], /--weights/],
  ['a configuration with an unknown keyword', [photo, '--config', 'odd.json'], /^odd\.json: radius /],
  ['a configuration that is not JSON', [photo, '--config', 'text.png'], /^text\.png: it is not valid JSON/],
  ['an unknown recipe', [photo, '--preprocessing', 'magic'], /magic/],
  ['a tensor that is none', ['--tensor', photo], /^lemon\.png: this is not an \.npy file/],
  ['a tensor with holes', ['--tensor', 'holes.npy'], /^holes\.npy: .*not finite/],
  ['a plan for a huge input', ['--plan', '--input-size', '999999'], /from 1 to 4096, .*not 999999/],
  ['a name that no file has', ['n'.repeat(256)], /^n+: its name is too long/],
  ['a folder of other files', ['others'], /^others: no image is in this folder .*; left out 1 file .*a\.HEIC/],
  ['a pipe for a photo', ['pipe.png'], /^pipe\.png: it is not a file$/],
  ['a pipe for weights', [photo, '--weights', 'pipe.png'], /^pipe\.png: it is not a file$/],
  ['a device for labels', [photo, '--labels', '/dev/zero'], /^\/dev\/zero: it is not a file$/],
  ['a device for a configuration', ['--config', '/dev/zero'], /^\/dev\/zero: it is not a file$/],
  ['a device for a tensor', ['--tensor', '/dev/zero'], /^\/dev\/zero: it is not a file$/],
  ['a link to itself', ['round.png'], /^round\.png: its links lead round/],
])('%s is said in one line with exit code 1', async (_, args, message) => {
  const { code, errors } = await classify(...args);
  expect(code).toBe(1);
  expect(errors).toEqual([expect.stringMatching(message)]);
});

test('the models that have a name are listed', async () => {
  const { code, lines } = await classify('--list-models');
  expect(code).toBe(0);
  expect(lines.find((line) => line.startsWith('resnest50d.in1k '))).toMatch(
    / resnest50 .* 27\.5 .* 80\.96 .*huggingface/,
  );
  expect(lines).toHaveLength(25);
  expect(lines.at(-1)).toMatch(/^Architectures, .*resnest50_fast_1s4x24d$/);
});

test('a published name has the plan of its architecture', async () => {
  const { lines } = await classify('--model', 'resnest14d.gluon_in1k', '--plan');
  expect(lines).toEqual((await classify('--model', 'resnest14d', '--plan')).lines);
});

test.each([[['--frobnicate']], [['--top-k', 'many']], [['--storage', 'f8']], [['--model']]])(
  '%j is wrong in itself: exit code 2',
  async (args) => {
    const { code, lines, errors } = await classify(...args);
    expect({ code, lines, errors: errors.length }).toEqual({ code: 2, lines: [], errors: 1 });
  },
);
