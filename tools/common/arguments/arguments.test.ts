import { expect, test } from 'vitest';
import { UsageError } from '../words';
import { formatHelp } from './help';
import { listOf, oneOf, text, wholeNumber } from './kinds';
import { readArguments } from './read';
import { flag, option, type Tool } from './types';

const table = {
  out: option(text, { value: 'FILE', help: 'the file to write', needed: 'name a file, such as a.txt' }),
  storage: option(oneOf(['f32', 'f16', 'int8']), { value: 'NAME', help: 'how weights lie', byDefault: 'f32' }),
  inputSize: option(wholeNumber(), { value: 'N', help: 'side', otherwise: "the model's own" }),
  batch: option(wholeNumber(8), { value: 'N', help: 'images in one run', byDefault: '1' }),
  peers: option(listOf(oneOf(['one', 'two'])), { value: 'NAMES', help: 'others', excludes: ['json'] }),
  sizes: option(listOf(wholeNumber(), 2), { value: 'LIST', help: 'sides', byDefault: '1,2' }),
  json: flag('numbers as JSON'),
  rounds: option(wholeNumber(), { value: 'N', help: 'turns', otherwise: 'one', beside: ['json', 'peers'] }),
  selfTest: flag('tests itself', { replacesRest: true }),
};
const rest = { name: 'files', usage: '[FILE ...]', empty: 'a path is empty; name a file', plural: 'files' } as const;
const tool: Tool<typeof table, typeof rest> = { script: 'try', does: ['Tries.'], options: table, rest };
const alone: Tool<typeof table, undefined> = { ...tool, rest: undefined, chosenBy: 'other' };

test('values are of their kind, and defaults stand for what is not given', () =>
  expect(
    readArguments(tool, ['a', '--out', 'o', '--sizes', '3,4,3', '--peers=none', '--input-size', '96', 'b']),
  ).toEqual({
    ...{ out: 'o', storage: 'f32', inputSize: 96, batch: 1, peers: [], sizes: [3, 4] },
    ...{ json: false, selfTest: false, help: false, files: ['a', 'b'] },
  }));

test('the option that chooses a tool is known to it, and none of its values', () =>
  expect(readArguments(alone, ['--other', '--out', 'o'])).toEqual({
    ...{ out: 'o', storage: 'f32', batch: 1, sizes: [1, 2], json: false, selfTest: false, help: false },
  }));

test('a value may be as long as it likes, and a whole number as large', () => {
  expect(readArguments(tool, ['--out', 'o', '--input-size', '9'.repeat(400)]).inputSize).toBe(Number.MAX_SAFE_INTEGER);
});

test('who asks for help need not give what is needed', () =>
  expect(readArguments(tool, ['-h'])).toMatchObject({ help: true }));

test.each([
  [[], 'option --out is missing; name a file, such as a.txt'],
  [['--frobnicate'], "unknown option '--frobnicate'; --help lists the options"],
  [['--other'], "unknown option '--other'; --help lists the options"],
  [['--out', 'o', '--storage', 'int3'], "option --storage is 'int3'; it must be f32 or f16 or int8"],
  [['--out', 'o', '--input-size', '0'], "option --input-size is '0'; it must be a whole number above 0"],
  [['--out', 'o', '--batch', '9'], "option --batch is '9'; it must be a whole number from 1 to 8"],
  [['--out', 'o', '--batch', '-1'], "option --batch has no value; if '-1' is it, write --batch=-1"],
  [
    ['--out', 'o', '--peers', 'one,,two'],
    "option --peers is 'one,,two'; it must be values with commas between them, each one or two; or none",
  ],
  [
    ['--out', 'o', '--sizes', '1,1'],
    "option --sizes is '1,1'; it must be 2 values or more with commas between them, each a whole number above 0; or none",
  ],
  [['--out='], 'option --out has an empty value'],
  [['--out', 'o', ''], 'a path is empty; name a file'],
  [['--out', 'o', '--json', '--peers', 'one'], 'options --peers and --json exclude each other; give one of them'],
  [['--out', 'o', '--rounds', '2'], 'option --rounds has no effect without --json or --peers'],
  [['--out', 'o', '--self-test', 'a', 'b'], 'option --self-test takes the place of files; leave out a b'],
])('%j is a usage error of one sentence', (args, message) => {
  expect(() => readArguments(tool, args)).toThrow(new UsageError(message));
});

test('a tool without other arguments refuses them', () =>
  expect(() => readArguments(alone, ['a.png'])).toThrow(
    new UsageError("unexpected argument 'a.png'; --help lists the options"),
  ));

test('the help has a line for each option, made of its row', () =>
  expect(formatHelp({ ...tool, does: ['Tries '.repeat(20).trim()], notes: ['The end.'] }))
    .toBe(`${'Tries '.repeat(16).trim()}
Tries Tries Tries Tries

npm run try -- [FILE ...] --out FILE [OPTIONS]

  --out FILE            the file to write
  --storage NAME        how weights lie: f32, f16 or int8 (default: f32)
  --input-size N        side (default: the model's own)
  --batch N             images in one run (default: 1)
  --peers NAMES         others
  --sizes LIST          sides (default: 1,2)
  --json                numbers as JSON
  --rounds N            turns (default: one)
  --self-test           tests itself
  --help                print this

The end.`));
