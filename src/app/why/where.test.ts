import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { Where } from './Where';

/** What is said of a map of 2x2 cells, each of which adds a quarter of its value to the score. */
const said = (...data: readonly number[]): string =>
  renderToString(h(Where, { explanation: { label: 'lemon', map: { shape: [2, 2], data: Float32Array.from(data) } } }));

test('the cells that speak most for a class and against it are named with their parts', () => {
  expect(said(0, 4, -2, 0)).toContain('What speaks most for lemon lies at the upper right (+1.0).');
  expect(said(0, 4, -2, 0)).toContain(' What speaks most against it lies at the lower left (-0.5).');
});

test('nothing is said of evidence whose number rounds to nothing', () => {
  expect(said(0.19, 0.1, -0.19, -0.1)).toContain('<p class="small">No place speaks much for lemon.</p>');
  expect(said(4, 0.1, -0.19, -0.1)).not.toContain('against');
  expect(said(-4, 0.1, 0.19, -0.1)).toMatch(/No place speaks much for lemon\. What speaks most against it/);
});
