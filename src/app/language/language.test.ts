import { expect, test } from 'vitest';
import listed from '../../../public/samples/samples.json';
import { publishedModels } from '../../index';
import { languageFor } from './choosing/choice';
import { LANGUAGES } from './language';

test('the browser’s first language that the page has is taken, and English where it has none', () => {
  expect(languageFor(['fr', 'zh-Hant-TW', 'en'])).toBe('zh');
  expect(languageFor(['EN-gb', 'zh'])).toBe('en');
  expect(languageFor(['fr'])).toBe('en');
  expect(languageFor([])).toBe('en');
});

/** Every text of a table with its path; functions are left out. */
const textsIn = (value: unknown, path = ''): string[] =>
  typeof value === 'string'
    ? [`${path} ${value}`]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => textsIn(each, `${path}.${key}`))
      : [];

test('no sentence was left in English', async () => {
  const kept = /\.(tag|locale|documentTitle|imagenet|method\.1)/;
  const english = new Set(textsIn(await LANGUAGES.en.texts()).filter((text) => / .*[a-z]{3}/.test(text)));
  expect(textsIn(await LANGUAGES.zh.texts()).filter((text) => english.has(text) && !kept.test(text))).toEqual([]);
});

test.each(Object.values(LANGUAGES))(
  '$name has its own tag, and a name for each sample',
  async ({ tag, texts: load }) => {
    const texts = await load();
    expect(texts.tag).toBe(tag);
    expect(Object.keys(texts.samples)).toEqual(listed.map(({ file }) => file));
  },
);

test('the embedded model is right in about every second photo, as the page’s first lines say', () => {
  const { right, photos } = publishedModels[0]?.reliability ?? { right: [], photos: [] };
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  expect(sum(right) / sum(photos)).toBeGreaterThan(0.45);
  expect(sum(right) / sum(photos)).toBeLessThan(0.55);
});
