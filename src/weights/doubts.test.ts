import { expect, test } from 'vitest';
import { doubtsAbout } from './doubts';
import { manifestEntries } from './known/manifest';

const OTHER = 'ab'.repeat(32);
const shipped = manifestEntries.find((entry) => 'bytes' in entry);
if (!shipped || !('bytes' in shipped)) throw new Error('no checkpoint is shipped');
const { url, bytes, sha256 } = shipped;

test('a name with the first digits of another digest is told', () => {
  const [doubt] = doubtsAbout('https://host.org/resnest50-528c19ca.pth?download=true', 5, OTHER);
  expect(doubt).toBe(
    '"resnest50-528c19ca.pth" names the SHA-256 528c19ca..., but the file has abababab...; it is damaged or was changed, so it is not kept; give its `sha256` if it is right',
  );
  expect(doubtsAbout('https://host.org/x-abababab.pth', 5, OTHER)).toEqual([]);
  expect(doubtsAbout(new File([], 'x-12345678.safetensors'), 5, OTHER)).toHaveLength(1);
});

test.each(['resnest50-20240115.pth', 'best-202401151230.pt'])('%s bears a date, no digest', (name) => {
  expect(doubtsAbout(`https://host.org/${name}`, 5, OTHER)).toEqual([]);
});

test('a file that looks like a known one, but is not, is told', () => {
  expect(doubtsAbout(`https://host.org/${url}`, bytes, OTHER)).toHaveLength(1);
  expect(doubtsAbout(`https://host.org/${url}`, bytes, sha256)).toEqual([]);
  expect(doubtsAbout(`https://host.org/${url}`, bytes + 1, OTHER)).toEqual([]);
  expect(doubtsAbout('https://host.org/mine.safetensors', bytes, OTHER)).toHaveLength(1);
  expect(doubtsAbout(new Uint8Array(5), bytes, OTHER)).toHaveLength(1);
});

test('bytes without a name raise no doubt', () => {
  for (const input of [new Uint8Array(5), new Blob([]), 'blob:https://host.org/x-12345678.pth'])
    expect(doubtsAbout(input, 5, OTHER)).toEqual([]);
});
