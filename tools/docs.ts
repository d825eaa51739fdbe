/**
 * `npm run docs`: writes the tables of ARCHITECTURE.md, and the type of the names in weights/manifest.json; then builds the
 * site of all documents into site/dist/.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { text } from './common/arguments/kinds';
import { DONE, mainOf } from './common/arguments/tool';
import { flag, option, type Tool } from './common/arguments/types';
import { root } from './common/project';
import { UsageError } from './common/words';
import { readDecisions } from './docs/decisions';
import { NAMES_FILE, namesType } from './docs/namesType';
import { builtSite, buildSite } from './docs/site/build';
import { faultsOfSite } from './docs/site/check';
import { withTables } from './docs/tables';

const options = {
  tables: flag('write the tables only, which takes a second, and build no site', { excludes: ['base'] }),
  base: option(text, {
    value: 'PATH',
    help: 'the path under which the site will be served, such as /docs/',
    byDefault: '/',
  }),
  check: flag(
    'open the built site in a browser, and fail where a page complains, fetches from elsewhere or is too wide',
    {
      excludes: ['tables'],
    },
  ),
};

const tool: Tool<typeof options, undefined> = {
  script: 'docs',
  does: [
    'Writes anew what is made of other files: the tables of ARCHITECTURE.md (floors and rooms, the decisions of docs/decisions), and the type of the names in weights/manifest.json.',
    'Then builds the site into site/dist/: the guides of docs/ in both languages, the reference of the public types, and the documents of the project. Its packages are its own; the first call fetches them, and later ones need no network.',
  ],
  options,
  rest: undefined,
};

export const main = mainOf(tool, async ({ tables, base, check }) => {
  if (!/^\/(.*\/)?$/.test(base)) throw new UsageError(`option --base is '${base}'; it must begin and end with a slash`);
  const decisions = await readDecisions();
  await rewrite('ARCHITECTURE.md', (page) => withTables(page, decisions));
  await rewrite(NAMES_FILE, namesType);
  if (tables) return DONE;
  await buildSite(decisions, base);
  console.log(`The site is in ${relative(root, builtSite)}/, for the path ${base}.`);
  if (!check) return DONE;
  const faults = await faultsOfSite(base);
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? DONE : 1;
});

async function rewrite(file: string, make: (text: string) => Promise<string>): Promise<void> {
  const path = join(root, file);
  const old = await readFile(path, 'utf8');
  const written = await make(old);
  await writeFile(path, written);
  console.log(written === old ? `${file} was up to date.` : `${file} is written.`);
}
