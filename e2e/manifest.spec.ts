/** The manifest of the installable page: its pictures are what it says they are. */
import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobPieces } from '../src/image/files/blobPieces';
import { readHeader } from '../src/image/files/fileHeader';
import { dist } from '../tools/common/project';

interface Row {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
  readonly form_factor: string;
  readonly label: string;
}

/** The most bytes of all pictures together: they are fetched by those who are about to install the page. */
const MOST_BYTES = 200_000;

test('the pictures in the manifest have the sizes that it tells, and are not kept for offline visits', async () => {
  const manifest = JSON.parse(await readFile(join(dist, 'manifest.webmanifest'), 'utf8')) as {
    readonly screenshots: readonly Row[];
  };
  const { screenshots } = manifest;
  expect(screenshots.map(({ form_factor }) => form_factor).sort()).toEqual(['narrow', 'wide']);
  const worker = await readFile(join(dist, 'sw.js'), 'utf8');
  let sum = 0;
  for (const { src, sizes, type, label } of screenshots) {
    const bytes = await readFile(join(dist, src));
    const { size } = await readHeader(new BlobPieces(new Blob([bytes])));
    expect(`${size?.width}x${size?.height}`, src).toBe(sizes);
    expect([bytes.subarray(8, 12).toString(), type]).toEqual(['WEBP', 'image/webp']);
    expect(label).not.toBe('');
    expect(worker).not.toContain(src);
    sum += bytes.length;
  }
  expect(worker).toContain('icons/icon-512.png'); // so it does list files
  expect(sum).toBeLessThanOrEqual(MOST_BYTES);
});
