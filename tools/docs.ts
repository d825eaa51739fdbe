/** `npm run docs`: writes the tables of ARCHITECTURE.md that are made from code and from the decisions. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build/library';
import { readDecisions } from './docs/decisions';
import { withTables } from './docs/tables';

export async function main(): Promise<number> {
  const path = join(root, 'ARCHITECTURE.md');
  const text = await readFile(path, 'utf8');
  const written = await withTables(text, await readDecisions());
  await writeFile(path, written);
  console.log(written === text ? 'ARCHITECTURE.md was up to date.' : 'ARCHITECTURE.md is written.');
  return 0;
}
