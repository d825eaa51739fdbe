import { expect, test } from 'vitest';
import { isAnimation } from './still';

/** Beginnings of files, a byte a letter. */
test.each([
  ['a GIF that goes on for ever', 'GIF89a\x04\0\x04\0\x81\0\0!\xff\x0bNETSCAPE2.0\x03\x01', true],
  ['a GIF of one picture', 'GIF89a\x04\0\x04\0\x81\0\0,\0\0\0\0', false],
  ['an animated WebP', `RIFF\x20\0\0\0WEBPVP8X\n\0\0\0\x22\0\0\0ICCP${'x'.repeat(9000)}ANIM\x06`, true],
  ['a WebP with transparency', 'RIFF\x20\0\0\0WEBPVP8X\n\0\0\0\x10\0\0\0ALPH', false],
  ['an animated PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08acTL\0\0\0\x02\0\0\0\0IDAT', true],
  ['a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08IDATacTL', false],
  ['a sequence of AVIF pictures', '\0\0\0\x20ftypavis', true],
  ['an AVIF picture', '\0\0\0\x20ftypavif', false],
])('%s is told by its first bytes', async (_, head, isOne) => {
  const file = new Blob([Uint8Array.from(head, (letter) => letter.charCodeAt(0))]);
  expect(await isAnimation(file)).toBe(isOne);
});
