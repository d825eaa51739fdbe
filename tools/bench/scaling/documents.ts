/** Puts the plots into a folder, and the tables between two marks in its performance.md, so that they belong together. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { fromCaller } from '../../common/files';
import { blame } from '../../common/words';

const FILE = 'performance.md';
const BEGIN = '<!-- scaling: written by npm run bench -- --scaling -->';
const END = '<!-- scaling: end -->';

/** Writes the files to a folder of the caller's, which is made if there is none. Throws one sentence. */
export async function writeDocuments(
  folder: string,
  section: string,
  plots: ReadonlyMap<string, string>,
): Promise<void> {
  const path = fromCaller(folder);
  try {
    await mkdir(path, { recursive: true });
    for (const [name, svg] of plots) await writeFile(join(path, name), svg);
    const page = join(path, FILE);
    await writeFile(page, await formatMarkdown(withSection(await readIfThere(page), section), page));
  } catch (error) {
    blame(folder, error);
  }
}

/** `text` with what was between the marks replaced by a section; without marks it comes at the end. */
export function withSection(text: string, section: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  const marked = `${BEGIN}\n\n${section}\n\n${END}`;
  if (begin < 0 || end < 0) return `${text.trimEnd()}\n\n${marked}\n`.trimStart();
  return text.slice(0, begin) + marked + text.slice(end + END.length);
}

/** Markdown as the project's formatter would have it, columns in line. */
export const formatMarkdown = async (text: string, path: string): Promise<string> =>
  format(text, { ...(await resolveConfig(path)), parser: 'markdown' });

const readIfThere = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
