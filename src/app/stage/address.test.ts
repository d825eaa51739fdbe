import { expect, test } from 'vitest';
import { addressIn } from './address';

/** What was dropped or pasted, by its types. */
const transferOf = (texts: Readonly<Record<string, string>>): DataTransfer =>
  ({ getData: (type: string) => texts[type] ?? '' }) as DataTransfer;

test.each([
  ['a link', { 'text/uri-list': 'https://a.org/b.png' }, 'https://a.org/b.png'],
  [
    'links with a comment',
    { 'text/uri-list': '# from a.org\r\nhttps://a.org/b.png\r\nhttps://a.org/c.png' },
    'https://a.org/b.png',
  ],
  ['a pasted address', { 'text/plain': ' https://a.org/b.png\n' }, 'https://a.org/b.png'],
  ['an address that the page will not fetch', { 'text/plain': 'ftp://a.org/b.png' }, 'ftp://a.org/b.png'],
  ['a text', { 'text/plain': 'a lemon' }, undefined],
  ['a text with an address', { 'text/plain': 'see https://a.org/b.png' }, undefined],
  [
    'a picture itself',
    { 'text/plain': "data:image/svg+xml,<svg viewBox='0 0 1 1'/>" },
    "data:image/svg+xml,<svg viewBox='0 0 1 1'/>",
  ],
  [
    'a copied picture that came as HTML only',
    { 'text/html': '<meta charset="utf-8"><img alt="a" src="https://a.org/b.png?w=1&amp;h=2">', 'text/plain': ' ' },
    'https://a.org/b.png?w=1&h=2',
  ],
  ['a text with a picture', { 'text/html': '<p>a<img src="https://a.org/b.png"></p>', 'text/plain': 'a' }, undefined],
  ['nothing', {}, undefined],
] as const)('%s', (_, texts, address) => {
  expect(addressIn(transferOf(texts))).toBe(address);
});
