/** `npm run docs`: writes the tables of ARCHITECTURE.md, and the type of the names in weights/manifest.json. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DONE, mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { root } from './common/project';
import { readDecisions } from './docs/decisions';
import { NAMES_FILE, namesType } from './docs/namesType';
import { withTables } from './docs/tables';

const tool: Tool<Record<never, never>, undefined> = {
  script: 'docs',
  does: [
    'Writes anew what is made of other files: the tables of ARCHITECTURE.md (floors and rooms, the decisions of docs/decisions), and the type of the names in weights/manifest.json.',
  ],
  options: {},
  rest: undefined,
};

export const main = mainOf(tool, async () => {
  const decisions = await readDecisions();
  await rewrite('ARCHITECTURE.md', (text) => withTables(text, decisions));
  await rewrite(NAMES_FILE, namesType);
  return DONE;
});

async function rewrite(file: string, make: (text: string) => Promise<string>): Promise<void> {
  const path = join(root, file);
  const text = await readFile(path, 'utf8');
  const written = await make(text);
  await writeFile(path, written);
  console.log(written === text ? `${file} was up to date.` : `${file} is written.`);
}
