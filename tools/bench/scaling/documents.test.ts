import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withSection, writeDocuments } from './documents';

test('a section comes at the end, and later takes its own place alone', () => {
  const first = withSection('# Page\n', 'old');
  expect(first).toMatch(/^# Page\n\n<!-- scaling.*-->\n\nold\n\n<!-- scaling: end -->\n$/);
  const second = withSection(`${first}\nmore\n`, 'new');
  expect(second).toBe(`${first.replace('old', 'new')}\nmore\n`);
});

test('plots and tables are written together, columns in line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scaling-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'performance.md'), '# Page\n');
  await writeDocuments(folder, '| a | b |\n| --- | ---: |\n| long | 1 |', new Map([['one.svg', '<svg/>']]));
  expect(await readdir(folder)).toEqual(['one.svg', 'performance.md']);
  expect(await readFile(join(folder, 'performance.md'), 'utf8')).toContain('| a    |   b |\n');
});

test('a folder that cannot be made is named', () =>
  expect(writeDocuments('package.json/plots', '', new Map())).rejects.toThrow(
    'package.json/plots: there is no such file or folder',
  ));
