/** The decisions of the project: one file each in docs/decisions/, with fixed headings. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../common/project';

/** What every decision says, in this order. */
export const HEADINGS = ['Status', 'Decision', 'Why', 'Measured', 'Rejected', 'Price'] as const;

export interface Decision {
  /** The name of its file in docs/decisions/, such as `0002-shapes-are-constants.md`. */
  readonly file: string;
  readonly number: string;
  readonly title: string;
  /** Its status without the files that it governs, such as `In force since 2026-11-24`. */
  readonly status: string;
  readonly text: string;
}

const FOLDER = 'docs/decisions';

/** All decisions, the oldest first. */
export async function readDecisions(): Promise<readonly Decision[]> {
  const files = (await readdir(join(root, FOLDER))).sort();
  return Promise.all(files.map(async (file) => parse(file, await readFile(join(root, FOLDER, file), 'utf8'))));
}

function parse(file: string, text: string): Decision {
  const [, number, title] = /^# (\d{4}): (.+)\n/.exec(text) ?? [];
  const [, status] = /\*\*Status\.\*\* (.+?)\.(?=\s+It\s+governs\s)/s.exec(text) ?? [];
  if (number === undefined || title === undefined || status === undefined)
    throw new Error(`${FOLDER}/${file} needs a title "# 0000: ..." and "**Status.** ... . It governs ...".`);
  return { file, number, title, status: status.replace(/\s+/g, ' '), text };
}

/** The headings of a decision's text, in their order. */
export const headingsOf = ({ text }: Decision): readonly string[] =>
  [...text.matchAll(/^\*\*(\w+)\.\*\* \S/gm)].map(([, heading = '']) => heading);
