import { expect, test } from 'vitest';
import { UsageError } from '../common/words';
import { parseBenchOptions } from './options';

test('without options it is resnest50, one image, both peers', () =>
  expect(parseBenchOptions([])).toEqual({
    ...{ model: 'resnest50', batch: 1, storage: 'f32', precision: 'f32', peers: ['ort-webgpu', 'ort-wasm'] },
    ...{ browser: 'chromium', json: false, help: false },
  }));

test('every option is read', () => {
  const given =
    '--model resnest14d --weights a.pth --input-size 64 --batch 8 --storage f16 --precision f16 --runs 3 --peers ort-wasm';
  expect(parseBenchOptions([...given.split(' '), '--against', 'old', '--browser', 'firefox', '--json'])).toEqual({
    ...{ model: 'resnest14d', weights: 'a.pth', inputSize: 64, batch: 8, storage: 'f16', precision: 'f16', runs: 3 },
    ...{ peers: ['ort-wasm'], against: 'old', browser: 'firefox', json: true, help: false },
  });
});

test('ours may be its own peer, in f16', () =>
  expect(parseBenchOptions(['--peers', 'f16,ort-wasm']).peers).toEqual(['f16', 'ort-wasm']));

test('there may be no peer', () => expect(parseBenchOptions(['--peers', 'none']).peers).toEqual([]));

test.each([
  ['--model', 'resnet50'],
  ['--batch', '9'],
  ['--batch', '0'],
  ['--runs', '1.5'],
  ['--input-size', 'big'],
  ['--storage', 'f64'],
  ['--peers', 'ort-webgpu,tfjs'],
  ['--browser', 'lynx'],
  ['--weights', ''],
  ['--wieghts', 'a.pth'],
  ['photo.png'],
])('%s %s is refused', (...args) => expect(() => parseBenchOptions(args)).toThrow(UsageError));
