import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../core/errors';
import { labelsInLanguage, usualLabels } from './labels';

const LABELS = { en: ['cat', 'dog'], 'zh-hant': ['貓', '狗'], de: ['Katze', 'Hund'] };

test('the first language is the usual one, and a single list is itself', () => {
  expect(usualLabels(LABELS)).toBe(LABELS.en);
  expect(usualLabels(LABELS.de)).toBe(LABELS.de);
  expect(usualLabels(undefined)).toBeUndefined();
});

describe('a language', () => {
  test.each([
    ['de', 'de'],
    ['de-AT', 'de'],
    ['DE', 'de'],
    ['en-Latn-US', 'en'],
    ['zh-Hant-TW', 'zh-hant'],
  ] as const)('%s is served by %s', (language, tag) => expect(labelsInLanguage(LABELS, language)).toBe(LABELS[tag]));

  test.each(['fr', 'zh', 'zh-Hans', 'd', 'toString'])('%s has no list', (language) => {
    expect(() => labelsInLanguage(LABELS, language)).toThrow(ConfigError);
    expect(() => labelsInLanguage(LABELS, language)).toThrow(
      `there are no labels in the language "${language}"; there are lists for en, zh-hant, de`,
    );
  });

  test.each([['one list', LABELS.en] as const, ['the labels of the checkpoint', undefined] as const])(
    'needs lists by language: %s',
    (_, labels) => {
      expect(() => labelsInLanguage(labels, 'en')).toThrow(
        /^language is "en", but the labels .* are in one language; give/,
      );
    },
  );
});
