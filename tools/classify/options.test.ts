import { expect, test } from 'vitest';
import { parseOptions } from './options';
import { UsageError } from '../common/words';

test('without arguments nothing is chosen but the defaults', () => {
  expect(parseOptions([])).toEqual({
    images: [],
    browser: 'chromium',
    kernels: 'auto',
    activation: 'softmax',
    topK: 5,
    precision: 'f32',
    listModels: false,
    plan: false,
    selfTest: false,
    logits: false,
    json: false,
    resume: false,
    help: false,
  });
});

test('every option arrives under its name', () => {
  const line =
    'a.png b --model m --weights w --head h --labels l --input-size 96 --preprocessing p --top-k 3 --storage f16 --precision f16';
  const switches = [
    '--browser',
    'firefox',
    '--save-input',
    's.npy',
    '--kernels',
    'direct',
    ...['--fallback', 'wasm'],
    ...['--activation', 'none', '--min-score=-.5'],
    '--json',
    '--logits',
    '--plan',
  ];
  expect(parseOptions([...line.split(' '), ...switches])).toEqual({
    ...{
      images: ['a.png', 'b'],
      model: 'm',
      weights: 'w',
      head: 'h',
      labels: 'l',
      inputSize: 96,
      preprocessing: 'p',
      topK: 3,
    },
    ...{ browser: 'firefox', storage: 'f16', precision: 'f16', kernels: 'direct', saveInput: 's.npy' },
    ...{ activation: 'none', minScore: -0.5, fallback: 'wasm' },
    ...{ json: true, logits: true, plan: true, listModels: false, selfTest: false, resume: false, help: false },
  });
});

test('there is no limit to what --top-k may ask for', () => {
  expect(parseOptions(['--top-k', '1000000']).topK).toBe(1_000_000);
  expect(parseOptions(['--top-k', '9'.repeat(400)]).topK).toBe(Number.MAX_SAFE_INTEGER);
});

test.each([
  [['--frobnicate'], "unknown option '--frobnicate'; --help lists the options"],
  [['--model'], "'--model <value>' argument missing"],
  [['--json=yes'], "'--json' does not take an argument"],
  [['--model='], 'empty value'],
  [['--top-k', '0'], "--top-k is '0'; it must be a whole number"],
  [['--top-k=-1'], "--top-k is '-1'; it must be a whole number above 0"],
  [['--top-k', '-1'], "option --top-k has no value; if '-1' is it, write --top-k=-1"],
  [['a.png', ''], 'path is empty'],
  [['--top-k', '2.5'], "--top-k is '2.5'"],
  [['--input-size', 'big'], "--input-size is 'big'"],
  [['--precision', 'int8'], "--precision is 'int8'; it must be f32 or f16"],
  [['--storage', 'int3'], "--storage is 'int3'; it must be f32 or f16 or int8"],
  [['--min-score', 'much'], "--min-score is 'much'; it must be a number"],
  [['--activation', 'relu'], "--activation is 'relu'; it must be softmax or sigmoid or none"],
  [['--kernels', 'fast'], "--kernels is 'fast'; it must be auto or direct"],
  [['--browser', 'lynx'], "option --browser is 'lynx'; it must be chromium or firefox"],
  [['--model', 'm', '--config', 'c'], 'exclude each other'],
  [['--tensor', 't', '--save-input', 's'], 'exclude each other'],
  [['--tensor', 't', 'a.png'], 'leave out a.png'],
  [['--self-test', 'a.png'], '--self-test takes the place of images; leave out a.png'],
])('%j is a usage error of one line', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(message);
  expect(() => parseOptions(args)).not.toThrow(/\n|^[A-Z]|\.$/);
});

test('the options of tiles arrive under their names', () => {
  const line = 'map.png --tiles 224 --stride 112 --edge shift --save-geojson a.geojson --save-csv a.csv --resume';
  expect(parseOptions([...line.split(' '), '--bounds=-1.5,53,-1.25,54', '--crs', 'EPSG:4326'])).toMatchObject({
    ...{ images: ['map.png'], tiles: 224, stride: 112, edge: 'shift', resume: true },
    ...{ saveGeojson: 'a.geojson', saveCsv: 'a.csv', bounds: [-1.5, 53, -1.25, 54], crs: 'EPSG:4326' },
  });
});

test.each([
  ['a.png --stride 9', 'option --stride needs --tiles; give it too'],
  ['a.png --resume', 'option --resume needs --tiles; give it too'],
  ['a.png --save-csv x', 'option --save-csv needs --tiles; give it too'],
  ['a.png --tiles 9 --bounds 1,2,3,4', 'option --bounds needs --save-geojson; give it too'],
  ['a.png --tiles 9 --save-geojson x --crs y', 'option --crs needs --bounds; give it too'],
  ['a.png --tiles 9 --resume', 'option --resume goes on with a file; give --save-geojson or --save-csv as well'],
  ['a.png b.png --tiles 9', 'option --tiles takes one image, not 2; call it once for each'],
  ['--tiles 9', 'option --tiles takes one image, not 0; call it once for each'],
  ['a.png --tiles 9 --logits', 'options --tiles and --logits exclude each other; give one of them'],
  ['a.png --tiles 0', "option --tiles is '0'; it must be a whole number above 0"],
  [
    'a.png --tiles 9 --save-geojson x --bounds 1,2,3',
    "option --bounds is '1,2,3'; it must be four numbers with commas between them: west, south, east, north",
  ],
])('%s: %s', (line, message) => {
  expect(() => parseOptions(line.split(' '))).toThrow(new UsageError(message));
});
