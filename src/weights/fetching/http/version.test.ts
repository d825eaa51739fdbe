import { expect, test } from 'vitest';
import { canBeTold, differ, type FileVersion, lengthOf, strongTag, versionOf } from './version';

const MODIFIED = 'Thu, 01 Jan 1970 00:10:00 GMT';

test('a version is read off headers; the length of an encoded body tells nothing', () => {
  const headers = new Headers({ etag: '"a"', 'last-modified': MODIFIED, 'content-length': '12' });
  expect(versionOf(headers, lengthOf(headers))).toEqual({ etag: '"a"', lastModified: MODIFIED, bytes: 12 });
  expect(lengthOf(new Headers({ 'content-length': '12', 'content-encoding': 'gzip' }))).toBeUndefined();
  expect(lengthOf(new Headers({ 'content-length': '12, 12' }))).toBeUndefined();
  expect(versionOf(new Headers(), undefined)).toEqual({ etag: undefined, lastModified: undefined, bytes: undefined });
});

test.each<[FileVersion, number, boolean]>([
  [{ etag: '"a"' }, 0, true],
  [{ etag: 'W/"a"' }, 0, false],
  [{ etag: 'a' }, 0, false],
  [{ lastModified: MODIFIED }, 661_000, true],
  [{ lastModified: MODIFIED }, 659_000, false],
  [{ lastModified: 'yesterday' }, 1e12, false],
  [{ bytes: 7 }, 1e12, false],
])('%j can tell the bytes of one version at %i: %s', (version, came, can) => {
  expect(canBeTold(version, came)).toBe(can);
});

test('only strong tags go into If-Range', () => {
  expect([{ etag: '"a"' }, { etag: 'W/"a"' }, {}].map(strongTag)).toEqual(['"a"', undefined, undefined]);
});

test.each<[FileVersion, FileVersion, boolean]>([
  [{ etag: '"a"', bytes: 1 }, { etag: '"a"', bytes: 1 }, false],
  [{ etag: '"a"' }, { etag: '"b"' }, true],
  [{ etag: '"a"' }, { etag: 'W/"a"' }, false],
  [{ etag: '"a"', bytes: 1 }, { bytes: 2 }, true],
  [{ lastModified: MODIFIED }, { lastModified: `${MODIFIED} ` }, true],
  [{ etag: '"a"' }, { bytes: 1 }, false],
  [{}, {}, false],
])('%j and %j differ: %s', (one, other, are) => {
  expect(differ(one, other)).toBe(are);
  expect(differ(other, one)).toBe(are);
});
