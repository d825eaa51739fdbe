/** Whether the site has every page in both languages, with the same code, and links that lead somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../common/project';
import { readGuides, samplesIn } from '../samples/samples';
import { codesOf, TABLES_MARKER, tablesOfErrors } from './errorTables';
import { withSiteLinks } from './links';
import { folderOf, GUIDES, LANGUAGES, placeOf, readPages } from './pages';

const listed = GUIDES.flatMap(({ names }) => [...names]);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const english = await readGuides('en');

/** The samples of a page, without their names. */
const codeOf = (text: string, page: string): unknown[] =>
  samplesIn(text, page).map(({ language, way, code }) => ({ language, way, code }));

/** How many headings of each depth a page has, in their order. */
const outlineOf = (text: string): readonly string[] =>
  [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+(?= )/gm)].map(([marks]) => marks);

describe.each(LANGUAGES)('in the language %s', (language) => {
  const folder = `docs/${folderOf(language)}`;

  test('the menu lists every guide, each once', () => {
    const files = readdirSync(join(root, folder, 'guide')).map((name) => name.replace(/\.md$/, ''));
    expect(files.sort()).toEqual([...listed].sort());
  });

  test.each([...listed, 'errors', 'index'])('%s has the code and the headings of the English page', async (page) => {
    const text = (await readGuides(language)).get(page) ?? '';
    expect(codeOf(text, page)).toEqual(codeOf(english.get(page) ?? '', page));
    expect(outlineOf(text)).toEqual(outlineOf(english.get(page) ?? ''));
  });

  test('the list of errors has the classes and codes of docs/errors.md', () => {
    expect(codesOf(read(`${folder}errors.md`))).toEqual(codesOf(read('docs/errors.md')));
  });

  test('the guide to troubles shows that list, and names codes that are in it', () => {
    const guide = read(`${folder}guide/troubleshooting.md`);
    const codes = codesOf(read('docs/errors.md'));
    expect(guide).toContain(TABLES_MARKER);
    const known = [...codes.values()].flat();
    const named = [...guide.matchAll(/^`(\w+Error)`[^`]+`([\w-]+)`/gm)];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(([, name = '', code = '']) => codes.get(name)?.includes(code) !== true)).toEqual([]);
    expect(known.length).toBeGreaterThan(40);
  });
});

test('a Chinese page is written in Chinese, and an English one is not', async () => {
  const count = (text: string, script: RegExp): number => (text.match(script) ?? []).length;
  const share = (text: string): number => count(text, /\p{Script=Han}/gu) / count(text, /\p{L}/gu);
  const prose = (text: string): string => text.replace(/^```[^]*?^```$|`[^`\n]*`|<!--[^]*?-->/gm, '');
  for (const [name, text] of english) expect([name, share(prose(text)) < 0.02]).toEqual([name, true]);
  for (const [name, text] of await readGuides('zh')) expect([name, share(prose(text)) > 0.3]).toEqual([name, true]);
});

test('every link of a page of the site to another one leads to a page, and its fragment to a heading', async () => {
  const pages = await readPages();
  const slugs = (text: string): readonly string[] =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\s\u4e00-\u9fff-]/g, '')
        .trim()
        .replace(/\s+/g, '-'),
    );
  const broken = [...pages.keys()].flatMap((file) => {
    if (!/^docs\/(zh\/)?(guide\/|index|errors)/.test(file)) return [];
    return [...read(file).matchAll(/\]\(([^)#\s:]*\.md)(?:#([^)\s]+))?\)/g)].flatMap(([whole, target = '', hash]) => {
      const path = join(file, '..', target);
      if (placeOf(pages, path) === undefined) return [`${file}: ${whole}`];
      return hash === undefined || slugs(read(path)).includes(hash) ? [] : [`${file}: ${whole}`];
    });
  });
  expect(broken).toEqual([]);
});

describe('a link on the site', () => {
  const pages = new Map([
    ['docs/guide/a.md', 'guide/a.md'],
    ['ARCHITECTURE.md', 'architecture.md'],
    ['docs/one.svg', 'one.svg'],
  ]);
  const linked = (text: string): string =>
    withSiteLinks(text, 'docs/decisions/x.md', 'decisions/x.md', (file) => placeOf(pages, file));

  test.each([
    ['[a](../guide/a.md#part)', '[a](../guide/a.md#part)'],
    ['[how](../../ARCHITECTURE.md)', '[how](../architecture.md)'],
    ['[use](../embedding.md)', '[use](../guide/start.md)'],
    ['![one](../one.svg)', '![one](../one.svg)'],
    ['[code](../../src/index.ts) here', 'code here'],
    ['[`code`](../../src/index.ts)', '`code`'],
    ['[out](https://example.com/a.md)', '[out](https://example.com/a.md)'],
    ['[here](#part)', '[here](#part)'],
    ['`[no](../../src/index.ts)`', '`[no](../../src/index.ts)`'],
    ['```\n[no](../../src/index.ts)\n```', '```\n[no](../../src/index.ts)\n```'],
  ])('%s becomes %s', (text, expected) => expect(linked(text)).toBe(expected));
});

test('tables of errors stand one level lower, without the sections that have none', () => {
  const text =
    '# Errors\n\nText.\n\n## AError\n\n| code | meaning |\n| - | - |\n| `a-b` | It is. |\n\n## Notes\n\nText.\n';
  expect(tablesOfErrors(text)).toBe('### AError\n\n| code | meaning |\n| - | - |\n| `a-b` | It is. |');
  expect(codesOf(text)).toEqual(new Map([['AError', ['a-b']]]));
  expect(() => tablesOfErrors('# Errors\n')).toThrow('no section');
});
