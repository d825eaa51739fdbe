/** Collects the pages of the site in one folder, from where they lie in the project. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../../common/project';
import type { Decision } from '../decisions';
import { withSiteLinks } from './links';
import { placeOf, readPages } from './pages';
import { TABLES_MARKER, tablesOfErrors } from './errorTables';

/** The folder of the site's machinery, with packages of its own. */
export const site = join(root, 'site');

/** Where the pages are collected. */
export const staged = join(site, '.cache/pages');

/** Writes all pages but the reference. */
export async function stagePages(decisions: readonly Decision[]): Promise<void> {
  await rm(staged, { recursive: true, force: true });
  const pages = await readPages();
  for (const [file, place] of pages) {
    const target = join(staged, place);
    await mkdir(dirname(target), { recursive: true });
    if (file.endsWith('.md')) await writeFile(target, await pageOf(file, place, pages));
    else await cp(join(root, file), target);
  }
  await writeFile(join(staged, 'decisions/index.md'), listOf(decisions));
  await mkdir(join(staged, 'public'));
  await cp(join(root, 'public/icons/icon.svg'), join(staged, 'public/icon.svg'));
}

async function pageOf(file: string, place: string, pages: ReadonlyMap<string, string>): Promise<string> {
  const text = await readFile(join(root, file), 'utf8');
  const linked = withSiteLinks(text, file, place, (target) => placeOf(pages, target));
  if (!linked.includes(TABLES_MARKER)) return linked;
  const errors = await readFile(join(root, dirname(dirname(file)), 'errors.md'), 'utf8');
  return linked.replace(TABLES_MARKER, () => tablesOfErrors(errors));
}

/** The page on which every decision has a line. */
const listOf = (decisions: readonly Decision[]): string =>
  [
    '# Decisions',
    'Each page says what was decided, why, what was measured, what was rejected, and the price.',
    ['| number | decision | status |', '| --- | --- | --- |']
      .concat(decisions.map(({ file, number, title, status }) => `| [${number}](./${file}) | ${title} | ${status} |`))
      .join('\n'),
    '',
  ].join('\n\n');
