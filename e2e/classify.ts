/** Runs the command line as `npm run classify` does. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** How a run of the command line ended. */
export interface Run {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
}

/** One line of `--json`. */
export interface JsonAnswer {
  readonly source: string;
  readonly adapter: string;
  readonly top: readonly { readonly index: number; readonly label: string; readonly score: number }[];
  readonly logits?: readonly (readonly number[])[];
  readonly milliseconds: number;
}

const root = resolve(import.meta.dirname, '..');

/** Calls the command line from `folder`; answers with its exit code and the lines of stdout and stderr. */
export const classify = (folder: string, ...args: string[]): Promise<Run> => classifyWith('true', folder, ...args);

/** The same behind a command of the shell, such as a limit. */
export function classifyWith(before: string, folder: string, ...args: string[]): Promise<Run> {
  const command = [process.execPath, 'tools/run.mjs', 'tools/classify.ts', ...args];
  const child = spawn('bash', ['-c', `${before} && exec "$@"`, 'bash', ...command], {
    cwd: root,
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (read[name] += text));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, lines: linesOf(read.stdout), errors: linesOf(read.stderr) }));
  });
}

/** The answers of a run with `--json`. */
export const answersOf = ({ lines }: Run): JsonAnswer[] => lines.map((line) => JSON.parse(line) as JsonAnswer);

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
