/** The options that both tools of the report share. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../common/arguments/kinds';
import { option } from '../common/arguments/types';
import { fromCaller } from '../common/files';
import { root } from '../common/project';

/** Where docs/gpu.md puts the packages of `tools/radv/requirements.txt`. */
const OWN = join(root, '.cache/radv/bin/python');

export const python = option(text, {
  value: 'FILE',
  help: 'the Python with the packages of tools/radv/requirements.txt',
  otherwise: 'that of .cache/radv, else python3',
});

/** The Python to run: the caller's, the project's own, or the system's. */
export function pythonAt(given: string | undefined): string {
  if (given !== undefined) return given.includes('/') ? fromCaller(given) : given;
  return existsSync(OWN) ? OWN : 'python3';
}

export const PAGE = join(root, 'docs/gpu.md');
export const TABLE = join(root, 'docs/gpu.csv');
