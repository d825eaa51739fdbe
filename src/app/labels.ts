/**
 * Files of labels, for the page and the command line.
 */
import { PageError } from './pageError';

/**
 * Labels from a JSON array of strings, or one a line, where a blank line is a class without a name. Throws a
 * PageError with the file's name in it.
 */
export function readLabels(name: string, text: string): string[] {
  const content = text.replace(/^\uFEFF/, '');
  if (content.trim() === '') throw new PageError('labels-empty', name);
  if (!content.trimStart().startsWith('[')) return content.replace(/\r?\n$/, '').split(/\r?\n/);
  const labels = parse(content);
  if (Array.isArray(labels) && labels.every((label) => typeof label === 'string')) return labels;
  throw new PageError('labels-foreign', name);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
