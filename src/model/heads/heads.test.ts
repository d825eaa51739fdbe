import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../config';
import { parametersOf } from '../parameters';
import { buildResNeSt } from '../resnest';
import { NO_CLASSIFIER, usualClassifier } from './classifier/config';
import { detectHead, type HeadConfig, isHeadConfig, keywordsOf, withClasses } from './heads';
import type { HeadTensor } from './head';

const config = resolveConfig({ layers: [1, 1, 1, 1], radix: 0, numClasses: 7, globalPool: 'max' });
const usual = usualClassifier(config);

/** A head that this version does not know. */
const unknown = { ...usual, kind: 'deeplab' } as unknown as HeadConfig;

test('a head is read off the tensors of a model that was built with it', () => {
  const tensors = new Map(
    parametersOf(buildResNeSt(config, usual)).map(({ name, shape }): [string, HeadTensor] => [name, { shape }]),
  );
  expect(detectHead(tensors, { globalPool: 'max' }).head).toEqual(usual);
});

test('a head tells the keywords that it decides', () => {
  expect(keywordsOf(usual)).toEqual({ numClasses: 7, globalPool: 'max' });
  expect(keywordsOf(NO_CLASSIFIER)).toEqual({ numClasses: 0, globalPool: 'avg' });
});

test('a classifier for other classes is the usual one on the same pool', () => {
  const layers = [{ type: 'linear', path: 'head.0', outFeatures: 7, bias: false }] as const;
  expect(withClasses({ ...usual, layers }, 3)).toEqual(usualClassifier({ globalPool: 'max', numClasses: 3 }));
  expect(withClasses(usual, 0).layers).toEqual([]);
});

test('a kind of head that does not exist is a defect, and no other is built in its place', () => {
  expect(() => buildResNeSt(config, unknown)).toThrow('there is no head deeplab');
  expect(() => keywordsOf(unknown)).toThrow('there is no head deeplab');
  expect(() => withClasses(unknown, 3)).toThrow('there is no head deeplab');
});

describe('what a cache kept', () => {
  test.each([usual, NO_CLASSIFIER])('is a head after JSON: %j', (head) => {
    expect(isHeadConfig(JSON.parse(JSON.stringify(head)))).toBe(true);
  });

  test.each([
    [undefined],
    [unknown],
    [{ pool: usual.pool, layers: usual.layers }],
    [{ ...usual, pool: { type: 'median' } }],
    [{ ...usual, layers: [{ type: 'lstm' }] }],
    [{ ...usual, kind: 'constructor' }],
  ])('is none where it has another form: %j', (data) => expect(isHeadConfig(data)).toBe(false));
});
