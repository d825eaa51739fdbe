/** The samples of the guides: their fences are the source, and nothing else is. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { root } from '../../common/project';
import { folderOf, type Language } from '../site/pages';

/** What a fence's language says of it. Only those with a kind are run. */
const KINDS = { js: 'module', ts: 'module', html: 'page', http: 'headers', sh: undefined } as const;

/** How a sample is run where that is not by itself in the page of all others; a comment before the fence says it. */
const WAYS = [
  'page',
  'element',
  'long',
  'react',
  'three',
  'service worker',
  'other origin',
  'headers of a server of weights',
  'policy',
] as const;
export type Way = (typeof WAYS)[number];

export interface Sample {
  /** Its guide and its number there, such as `labels-2`; what its errors name. */
  readonly name: string;
  readonly language: keyof typeof KINDS;
  readonly kind: 'module' | 'page' | 'headers' | undefined;
  readonly way: Way | undefined;
  readonly code: string;
  /** What its calls of console.log print, in their order, by the comments behind them. */
  readonly prints: readonly string[];
}

const FENCE = /(?:<!-- sample: ([^>]*) -->\n\n)?^```(\w*)\n([^]*?)^```$/gm;
const PRINT = /^\s*console\.log\(.*\);\s*\/\/ (.+)$/gm;

/** The samples of a page's text, in their order. Throws for a language or a way that it does not know. */
export function samplesIn(text: string, page: string): readonly Sample[] {
  return [...text.matchAll(FENCE)].map(([, way, language = '', code = ''], i) => {
    const name = `${page}-${i + 1}`;
    if (!isLanguage(language)) throw new Error(`${name} is in the language '${language}', which no tool runs.`);
    if (way !== undefined && !isWay(way)) throw new Error(`${name} is to be run as '${way}', which no tool knows.`);
    const prints = [...code.matchAll(PRINT)].map(([, words = '']) => words.trim());
    return { name, language, kind: KINDS[language], way, code, prints };
  });
}

const isLanguage = (name: string): name is Sample['language'] => name in KINDS;
const isWay = (name: string): name is Way => (WAYS as readonly string[]).includes(name);

/** The pages of a language that have samples, by their names: the guides, the list of errors, and the first page. */
export async function readGuides(language: Language): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, 'docs', folderOf(language));
  const guides = (await readdir(join(folder, 'guide'))).filter((name) => name.endsWith('.md')).sort();
  const files = [...guides.map((name) => join('guide', name)), 'errors.md', 'index.md'];
  return new Map(
    await Promise.all(
      files.map(async (name) => [basename(name, '.md'), await readFile(join(folder, name), 'utf8')] as const),
    ),
  );
}

/** All samples of the guides in English; the other languages hold the very same. */
export const readSamples = async (): Promise<readonly Sample[]> =>
  [...(await readGuides('en'))].flatMap(([name, text]) => samplesIn(text, name));
