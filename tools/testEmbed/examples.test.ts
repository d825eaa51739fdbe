import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../common/project';
import { examples } from './examples';

const folder = join(root, 'examples');
const folders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

test('every example is tried, and listed', () => {
  expect(folders.length).toBeGreaterThan(8);
  expect(examples.map(({ name }) => name.replace('example ', '')).sort()).toEqual(folders.sort());
  for (const name of folders) expect(read('README.md')).toContain(`| [${name}](${name}/)`);
});

test.each(folders)('%s installs the tarball of this version, and exact versions', (name) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const { dependencies, devDependencies } = JSON.parse(read(`${name}/package.json`)) as Record<
    string,
    Record<string, string>
  >;
  const { 'resnest-webgpu': own, ...others } = { ...dependencies, ...devDependencies };
  expect(own).toBe(`file:../../resnest-webgpu-${version}.tgz`);
  for (const each of Object.values(others)) expect(each).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read(`${name}/README.md`)).toMatch(/^# .+\n/);
});
