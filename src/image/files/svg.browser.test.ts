/**
 * SVG drawings that no browser draws, by the fault of the file or of the page.
 */
import { expect, test } from 'vitest';
import { openSvg } from './svg';

const XMLNS = 'xmlns="http://www.w3.org/2000/svg"';

test.each([
  ['is truncated', `<svg ${XMLNS} width="3"><rect`],
  ['lacks its namespace', '<svg width="3" height="3"></svg>'],
])('a drawing that %s is damaged', async (_, text) => {
  const opening = openSvg(new Blob([text]), 'logo.svg');
  await expect(opening).rejects.toMatchObject({ name: 'ImageError', code: 'damaged' });
  await expect(opening).rejects.toThrow(/^logo\.svg is an SVG drawing that cannot be drawn: it is not valid/);
});

test('a valid drawing in a page that shows no blob: images is unreadable', async () => {
  const drawing = new Blob([`<svg ${XMLNS} width="3" height="3"></svg>`]);
  expect(await openSvg(drawing, 'logo.svg')).toMatchObject({ width: 3, height: 3 });
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "img-src 'none'";
  document.head.append(policy); // it holds until the page of this file ends
  const opening = openSvg(drawing, 'logo.svg');
  await expect(opening).rejects.toMatchObject({ name: 'ImageError', code: 'unreadable' });
  await expect(opening).rejects.toThrow(/content security policy may keep blob: from images$/);
});
