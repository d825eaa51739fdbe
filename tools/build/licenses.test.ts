/** The licences of several modules on one page. */
import { expect, test } from 'vitest';
import { mergedLicenses } from './licenses';

test('each package is there once, under one head', () => {
  const pages = ['# Licenses\n\n## b - 1 (MIT)\n\nB\n', '# Licenses\n\n## a - 1 (MIT)\n\nA\n\n## b - 1 (MIT)\n\nB\n'];
  expect(mergedLicenses(pages)).toBe('# Licenses\n\n## a - 1 (MIT)\n\nA\n\n## b - 1 (MIT)\n\nB\n');
});
