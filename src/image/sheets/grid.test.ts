import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Edge, EDGES, Grid } from './grid';

const starts = (length: number, tile: number, stride: number, edge: Edge): string => {
  const cutting = { tile: { width: tile, height: 1 }, stride: { x: stride, y: 1 }, edge };
  const grid = new Grid({ width: length, height: 1 }, cutting);
  return Array.from({ length: grid.total }, (_, i) => {
    const { tile, shown } = grid.cell(i);
    return shown.width === tile.width ? String(tile.x) : `${tile.x}(${shown.width})`;
  }).join(' ');
};

test.each<[length: number, tile: number, stride: number, pad: string, shift: string, drop: string]>([
  [100, 50, 50, '0 50', '0 50', '0 50'],
  [101, 50, 50, '0 50 100(1)', '0 50 51', '0 50'],
  [99, 50, 50, '0 50(49)', '0 49', '0'],
  [100, 40, 20, '0 20 40 60', '0 20 40 60', '0 20 40 60'], // 80 shows nothing that 60 does not show
  [105, 40, 20, '0 20 40 60 80(25)', '0 20 40 60 65', '0 20 40 60'],
  [500, 100, 300, '0 300', '0 300', '0 300'], // between them are gaps
  [350, 100, 300, '0 300(50)', '0 250', '0'],
  [299, 100, 300, '0', '0', '0'],
])('%i pixels in tiles of %i by %i', (length, tile, stride, pad, shift, drop) => {
  expect(EDGES.map((edge) => starts(length, tile, stride, edge))).toEqual([pad, shift, drop]);
});

test('a sheet that is smaller than a tile has one, or none', () => {
  expect(starts(30, 50, 50, 'pad')).toBe('0(30)');
  expect(starts(30, 50, 50, 'shift')).toBe('0(30)');
  expect(() => starts(30, 50, 50, 'drop')).toThrow(/^tile is 50x1 pixels, and the sheet of 30x1 pixels holds no whole/);
});

test('every pixel is on a tile unless the stride leaves gaps or tiles are dropped; rows go down', () => {
  const side = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(side, side, side, side, fc.constantFrom<Edge>('pad', 'shift'), (width, height, tile, step, edge) => {
      const stride = Math.min(step, tile);
      const sides = { width: tile, height: tile };
      const grid = new Grid({ width, height }, { tile: sides, stride: { x: stride, y: stride }, edge });
      const seen = new Uint8Array(width * height);
      let before = 0;
      for (let i = 0; i < grid.total; i++) {
        const { shown, tile: cut, row, column, index } = grid.cell(i);
        expect(index).toBe(i);
        expect(cut.y).toBeGreaterThanOrEqual(before);
        before = cut.y;
        expect(shown.width > 0 && shown.height > 0 && row >= 0 && column >= 0).toBe(true);
        for (let y = shown.y; y < shown.y + shown.height; y++)
          seen.fill(1, y * width + shown.x, y * width + shown.x + shown.width);
      }
      expect(seen.every((each) => each === 1)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
