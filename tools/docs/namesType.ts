/** The type of the names in weights/manifest.json: TypeScript takes the strings of a JSON file for any strings. */
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { manifestEntries } from '../../src/weights/known/manifest';
import { root } from '../common/project';

/** The file that holds the type and nothing else. */
export const NAMES_FILE = 'src/weights/known/publishedNames.ts';

/** The whole text of that file, in the formatter's form. */
export async function namesType(): Promise<string> {
  const names = manifestEntries.map(({ name }) => `'${name}'`).join(' | ');
  const text = `/**
 * Written by \`npm run docs\` from weights/manifest.json.
 */

/** The names of the checkpoints that \`model\` loads, the embedded one first. */
export type PublishedModel = ${names};
`;
  const path = join(root, NAMES_FILE);
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
