/** Paths that a page of prose names, in backticks or as a link. */
import { posix } from 'node:path';

const CODE = /(?<!`)`([^`\n]+)`(?!`)/g;
/** A path from the root, in a picture or a command. */
const BARE = /(?<=\s)(?:src|shaders|tools|docs|e2e)\/[\w./-]*[\w/](?=\s)/g;
const LINK = /\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g;

/** Top folders; a first segment of another name, as in `image/png`, is a path only if it ends like one. */
const TOP = /^(src|shaders|tools|docs|e2e|weights|public|\.github|\.ci)\//;
const ENDING = /\w\.(tsx?|mjs|wgsl|md|py|html|yml)$|\/$/;

/** Folders that are made. */
const MADE = /^(dist|node_modules)\//;
const PATH = /^(\.{1,2}\/)*[\w.-]+(\/[\w.-]+)*\/?$/;

/** NAME, SLOT and VARIANT stand for names that the reader chooses: the folder around them must exist. */
const PLACEHOLDER = /^(.*?)[^/]*\b(?:NAME|SLOT|VARIANT)\b.*$/;

/**
 * The paths of a page that do not exist. In backticks a path counts from the root, from src/ or from the page's own
 * folder; a link counts from the page's own folder. A picture or a command names paths from the root.
 */
export function missingPaths(text: string, folder: string, exists: (path: string) => boolean): readonly string[] {
  const named = [...text.matchAll(CODE)].map(([, code = '']) => code).filter(isPath);
  const linked = [...text.matchAll(LINK)].map(([, target = '']) => target).filter((target) => !/^\w+:/.test(target));
  const isThere = (path: string): boolean => exists(posix.normalize(path).replace(/\/$/, ''));
  return [
    ...named.filter((path) => {
      const known = PLACEHOLDER.exec(path)?.[1] ?? path;
      return !['', 'src', folder].some((place) => isThere(posix.join(place, known)));
    }),
    ...linked.filter((path) => !isThere(posix.join(folder, path))),
    ...[...text.matchAll(BARE)].map(([path]) => path).filter((path) => !isThere(path)),
  ];
}

const isPath = (code: string): boolean => PATH.test(code) && !MADE.test(code) && (TOP.test(code) || ENDING.test(code));
