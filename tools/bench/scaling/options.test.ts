import { expect, test } from 'vitest';
import { UsageError } from '../../common/words';
import { parseScalingOptions } from './options';

test('without options it is resnest50 from 64 to 512 and to a batch of 8, and the four of the article at 224', () => {
  const { series, ...rest } = parseScalingOptions(['--scaling']);
  expect(rest).toEqual({ storage: 'f32', runs: 3, browser: 'chromium', json: false, help: false });
  expect(series.get('input-size')?.map(({ inputSize }) => inputSize)).toEqual([
    64, 96, 128, 160, 192, 224, 256, 320, 384, 448, 512,
  ]);
  expect(series.get('batch')?.map(({ batch }) => batch)).toEqual([1, 2, 3, 4, 6, 8]);
  expect(series.get('model')?.map(({ model }) => model)).toEqual([
    ...['resnest50', 'resnest101', 'resnest200', 'resnest269'],
  ]);
});

test('every option is read', () => {
  const given = '--scaling --model resnest14d --input-size 32 --batches 2,1,2 --models none --runs 5 --out docs --json';
  expect(parseScalingOptions([...given.split(' '), '--input-sizes', '64,96', '--storage', 'f16'])).toEqual({
    series: new Map([
      ['input-size', [64, 96].map((inputSize) => ({ model: 'resnest14d', inputSize, batch: 1 }))],
      ['batch', [2, 1].map((batch) => ({ model: 'resnest14d', inputSize: 32, batch }))],
    ]),
    ...{ storage: 'f16', runs: 5, out: 'docs', browser: 'chromium', json: true, help: false },
  });
});

test.each([
  ['--model', 'resnet50'],
  ['--models', 'resnest50,resnet50'],
  ['--input-sizes', '64'],
  ['--input-sizes', '64,big'],
  ['--input-sizes', '64,64'],
  ['--batches', '1,9'],
  ['--batches', ''],
  ['--batches', '1,,2'],
  ['--runs', '0'],
  ['--storage', 'f64'],
  ['--browser', 'lynx'],
  ['--peers', 'ort-wasm'],
  ['docs'],
])('%s %s is refused with one sentence', (...args) => {
  const parse = (): unknown => parseScalingOptions(['--scaling', ...args]);
  expect(parse).toThrow(UsageError);
  expect(parse).not.toThrow(/\n/);
});

test('without any series there is nothing to do', () => {
  const none = ['--input-sizes', '--batches', '--models'].flatMap((name) => [name, 'none']);
  expect(() => parseScalingOptions(['--scaling', ...none])).toThrow(/all none/);
});
