/** README's lists of options and methods name those that the public types have, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { need } from '../../src/core/need';
import { root } from '../common/project';
import { membersOf } from './publicTypes';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The names that a marked list explains, each with the whole text of its entry. */
function entriesOf(list: string): ReadonlyMap<string, string> {
  const [, items] = new RegExp(`<!-- ${list}: held[^>]*-->([^]*?)<!-- ${list}: end -->`).exec(readme) ?? [];
  const entries = (items ?? '').split(/^- /m).slice(1);
  return new Map(entries.map((entry) => [/^`(\w+)/.exec(entry)?.[1] ?? entry, entry.replace(/\s+/g, ' ')]));
}

test.each([
  ['options', 'ClassifierOptions'],
  ['methods', 'Classifier'],
])("README's %s are those of %s", (list, type) => {
  expect([...entriesOf(list).keys()].sort()).toEqual([...membersOf(type)].sort());
});

test('README names every field of info', () => {
  const entry = need(entriesOf('methods'), 'info', 'method');
  expect(membersOf('ClassifierInfo').filter((field) => !entry.includes(field))).toEqual([]);
});

test.each([
  ['classify', 'ClassifyOptions'],
  ['classifyTiles', 'TilesOptions'],
  ['explain', 'ExplainOptions'],
  ['logits', 'PhotoOptions'],
  ['embed', 'OutputOptions'],
  ['features', 'OutputOptions'],
  ['preprocess', 'PhotoOptions'],
  ['selfTest', 'CallOptions'],
])("README's %s takes what %s has", (method, type) => {
  const entry = need(entriesOf('methods'), method, 'method');
  expect(membersOf(type).filter((option) => !entry.includes(option))).toEqual([]);
});
