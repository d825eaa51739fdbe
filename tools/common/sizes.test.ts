/** How large files and folders may be, so that each can be read in one go. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './project';

const MOST_LINES = 300;
const MOST_FILES = 20;

/** What people write; the rest is data. */
const WRITTEN = /\.(ts|tsx|mjs|py|css|md|wgsl)$/;

/** Made by tools/oracle, a file for each case; tests read them by their folder, people do not. */
const GOLDENS = 'src/testing/goldens';

interface Folder {
  readonly path: string;
  readonly files: readonly string[];
}

/** A folder of the project and all below it, but hidden ones and those that Python makes. */
function foldersIn(path: string): Folder[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true }).filter(({ name }) => !/^[._]/.test(name));
  const inside = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => foldersIn(posix.join(path, name)));
  return [{ path, files: entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])) }, ...inside];
}

const folders = ['src', 'tools'].flatMap(foldersIn);

test(`no file of src/ and tools/ has more than ${MOST_LINES} lines`, () => {
  const paths = folders.flatMap(({ path, files }) => files.map((name) => posix.join(path, name)));
  const written = paths.filter((path) => WRITTEN.test(path));
  expect(written.length).toBeGreaterThan(200);
  const lines = (path: string): number => readFileSync(join(root, path), 'utf8').split('\n').length - 1;
  const sizes = written.map((path) => ({ path, lines: lines(path) }));
  expect(sizes.filter((size) => size.lines > MOST_LINES)).toEqual([]);
});

test(`no folder of src/ and tools/ has more than ${MOST_FILES} files, but those of goldens`, () => {
  const sizes = folders.map(({ path, files }) => ({ path, files: files.length }));
  const full = sizes.filter(({ path, files }) => !path.startsWith(GOLDENS) && files > MOST_FILES);
  expect(full).toEqual([]);
});
