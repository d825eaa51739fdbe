import { expect, test } from 'vitest';
import { Gathered } from './gathered';

const MEGA = 2 ** 20;

/** Pieces of these sizes, whose bytes tell where they belong. */
function piecesOf(sizes: readonly number[]): Uint8Array[] {
  let start = 0;
  return sizes.map((size) => {
    const piece = Uint8Array.from({ length: size }, (_, i) => ((start + i) * 7) % 251);
    start += size;
    return piece;
  });
}

test.each<[string, number | undefined, number[]]>([
  ['of known length', 2500, [1000, 0, 1500]],
  ['of unknown length', undefined, [1000, 1, 7 * MEGA, 2 * MEGA, 3]],
  ['in one huge piece', undefined, [9 * MEGA]],
  ['shorter than was told', 5000, [1000, 1500]],
  ['longer than was told', 1200, [1000, 1500, 100]],
  ['of no bytes', undefined, []],
])('a file %s comes together', async (_, total, sizes) => {
  const pieces = piecesOf(sizes);
  const gathered = new Gathered(total, 'the file');
  for (const piece of pieces) gathered.add(piece);
  const file = gathered.file();
  const whole = await file.read(0, file.size);
  expect(Buffer.from(whole).equals(Buffer.concat(pieces))).toBe(true);
});
