import { expect, test } from 'vitest';
import listed from '../../../public/samples/samples.json';
import { publishedModels } from '../../index';
import { languageFor } from './choosing/choice';
import { LANGUAGES, type Texts } from './language';

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

/** The tables that parts of the page bring along, by `many.en` and such; each is a function. */
const fetched = Object.fromEntries(
  Object.entries(import.meta.glob<Record<string, (n: Texts['n']) => unknown>>('./fetched/*.ts', { eager: true })).map(
    ([path, module]) => [path.slice('./fetched/'.length, -'.ts'.length), Object.values(module)],
  ),
);
const fetchedIn = (language: keyof typeof LANGUAGES, { n }: Texts): unknown =>
  Object.entries(fetched)
    .filter(([name]) => name.endsWith(`.${language}`))
    .map(([, tables]) => tables.map((table) => table(n)));

test('no sentence was left in English', async () => {
  const kept = /\.(tag|locale|documentTitle|imagenet|method\.1)/;
  const [en, zh] = await Promise.all([LANGUAGES.en.texts(), LANGUAGES.zh.texts()]);
  const english = new Set(textsIn([en, fetchedIn('en', en)]).filter((text) => / .*[a-z]{3}/.test(text)));
  expect(english.size).toBeGreaterThan(150);
  expect(textsIn([zh, fetchedIn('zh', zh)]).filter((text) => english.has(text) && !kept.test(text))).toEqual([]);
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
