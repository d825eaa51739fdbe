import { expect, test } from 'vitest';
import { readLabels } from './labels';

test.each([
  ['a JSON array', ' ["tench", "great white shark"]\n', ['tench', 'great white shark']],
  ['one a line', 'tench\r\ngreat white shark\r\n', ['tench', 'great white shark']],
  ['one a line, some of them unnamed', '\ntench\n\nshark\n\n', ['', 'tench', '', 'shark', '']],
  ['one a line, with blanks of their own', ' tench \nshark', [' tench ', 'shark']],
  ['a text with a byte order mark', '\uFEFFtench\n', ['tench']],
])('labels are read from %s', (_, text, labels) => {
  expect(readLabels('labels', text)).toEqual(labels);
});

test.each([
  ['nothing', ' \n', 'l.json holds no labels'],
  ['a JSON array of other things', '[1, 2]', 'l.json is not a JSON array of strings'],
  ['broken JSON', '["tench", ', 'l.json is not a JSON array of strings'],
])('%s is no list of labels', (_, text, message) => {
  expect(() => readLabels('l.json', text)).toThrow(message);
});
