import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { need } from '../../../src/core/need';
import { root } from '../project';
import type { Main } from './tool';

afterEach(() => vi.restoreAllMocks());

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Each entry point, with the first script that runs it. */
const tools = readdirSync(join(root, 'tools'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const script = Object.keys(scripts).find((key) => scripts[key] === `node tools/run.mjs tools/${name}`);
    return { name, script };
  });

/** As the script's name is written in the name of a file: `test:embed` is testEmbed. */
const camelCase = (script: string): string => script.replace(/[:-](\w)/g, (_, letter: string) => letter.toUpperCase());

test('every file on the top level has the name of a script that runs it', () => {
  expect(tools.length).toBeGreaterThan(5);
  expect(tools.map(({ script = '' }) => `${camelCase(script)}.ts`)).toEqual(tools.map(({ name }) => name));
});

const mains = new Map<string, Main>();
beforeAll(async () => {
  for (const { name } of tools) {
    const { main } = (await import(/* @vite-ignore */ join(root, 'tools', name))) as { main: Main };
    mains.set(name, main);
  }
}, 120_000); // with all that they import

async function call(name: string, ...args: string[]): Promise<{ code: number; out: string[]; errors: string[] }> {
  const [out, errors]: [string[], string[]] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void errors.push(line));
  return { code: await need(mains, name, 'tool')(args, new AbortController().signal), out, errors };
}

test.each(tools)('$name: a bad option is one sentence and exit code 2', async ({ name }) => {
  const unknown = ["unknown option '--frobnicate'; --help lists the options"];
  expect(await call(name, '--frobnicate')).toEqual({ code: 2, out: [], errors: unknown });
});

test.each(tools)('$name: --help names its script, and fits in 100 columns', async ({ name, script }) => {
  const { code, out, errors } = await call(name, '--help');
  expect({ code, errors, texts: out.length }).toEqual({ code: 0, errors: [], texts: 1 });
  expect(out[0]).toMatch(new RegExp(`^npm run ${script} -- .*\\[OPTIONS\\]$`, 'm'));
  expect(out[0]?.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

test.each([
  ['classify.ts', ['--storage', 'int3'], "option --storage is 'int3'; it must be f32 or f16 or int8"],
  ['bench.ts', ['--batch', '9'], "option --batch is '9'; it must be a whole number from 1 to 8"],
  ['bench.ts', ['--scaling', '--runs', '0'], "option --runs is '0'; it must be a whole number above 0"],
  ['benchLoading.ts', ['--storage', 'int3'], "option --storage is 'int3'; it must be f32 or f16 or int8"],
  ['build.ts', ['--package=yes'], "option '--package' does not take an argument; --help lists the options"],
  ['exportOnnx.ts', [], 'option --out is missing; name the file to write, such as model.onnx'],
  [
    'exportOnnx.ts',
    ['--out', 'a.onnx', '--model', 'm', '--config', 'c'],
    'options --model and --config exclude each other; give one of them',
  ],
  ['testEmbed.ts', ['nowhere'], "no project has 'nowhere' in its name; --help lists the projects"],
  ['testFirefox.ts', [''], 'a filter is empty; name a part of a path, such as kernels'],
  ['testWebkit.ts', [''], 'a filter is empty; name a part of a path, such as kernels'],
  ['testDawn.ts', [''], 'a filter is empty; name a part of a path, such as kernels'],
])('%s %j says what is wrong', async (name, args, message) => {
  expect(await call(name, ...args)).toEqual({ code: 2, out: [], errors: [message] });
});
