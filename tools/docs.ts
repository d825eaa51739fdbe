/** `npm run docs`: writes the tables of ARCHITECTURE.md that are made from code and from the decisions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DONE, mainOf } from './common/arguments/tool';
import type { Tool } from './common/arguments/types';
import { root } from './common/project';
import { readDecisions } from './docs/decisions';
import { withTables } from './docs/tables';

const tool: Tool<Record<never, never>, undefined> = {
  script: 'docs',
  does: ['Writes the tables of ARCHITECTURE.md anew: floors and rooms, and the decisions of docs/decisions.'],
  options: {},
  rest: undefined,
};

export const main = mainOf(tool, async () => {
  const path = join(root, 'ARCHITECTURE.md');
  const text = await readFile(path, 'utf8');
  const written = await withTables(text, await readDecisions());
  await writeFile(path, written);
  console.log(written === text ? 'ARCHITECTURE.md was up to date.' : 'ARCHITECTURE.md is written.');
  return DONE;
});
