import { afterEach, expect, test, vi } from 'vitest';
import { fileNameOf, identityOf, pageAddress } from './address';

const FILE = 'https://host.org/models/w.safetensors';

test.each([
  [FILE, FILE],
  [`${FILE}#part`, FILE],
  [`${FILE}?version=2`, `${FILE}?version=2`],
  [`${FILE}?version=2&Expires=5`, `${FILE}?version=2&Expires=5`], // nothing signs it
  [`${FILE}?b=1&a=%20x+y`, `${FILE}?b=1&a=%20x+y`], // as it was written
  [`${FILE}?X-Amz-Algorithm=AWS4&X-Amz-Date=1&X-Amz-Expires=9&X-Amz-Signature=f0`, FILE],
  [`${FILE}?versionId=7&X-Amz-Signature=f0&x-id=GetObject`, `${FILE}?versionId=7&x-id=GetObject`],
  [`${FILE}?X-Goog-Credential=a&X-Goog-Signature=b&generation=3`, `${FILE}?generation=3`],
  [`${FILE}?AWSAccessKeyId=a&Signature=b&Expires=1`, FILE],
  [`${FILE}?response-content-disposition=inline&Policy=x&Signature=b&Key-Pair-Id=K`, FILE],
  [`${FILE}?GoogleAccessId=a&Expires=1&Signature=b%2F`, FILE],
  [`${FILE}?X-Signature=0&Expires=1000000000`, FILE],
  [`${FILE}?sv=2024&sr=b&se=9&sp=r&sig=abc&snapshot=4`, `${FILE}?snapshot=4`],
  [`${FILE}?sv=2024&sr=b`, `${FILE}?sv=2024&sr=b`], // of something else
  [`${FILE}?token=secret&expires=1&sv=2`, `${FILE}?sv=2`],
  ['https://host.org/download?token=A', 'https://host.org/download?token=A'], // the token may choose the file
  [`${FILE}?q-sign-algorithm=sha1&q-ak=1&q-signature=2`, FILE],
])('%s is %s', (address, identity) => expect(identityOf(address)).toBe(identity));

test.each(['blob:https://host.org/6d2', 'data:application/octet-stream;base64,AAAA'])('%s names no file', (address) => {
  expect(identityOf(address)).toBeUndefined();
  expect(fileNameOf(address)).toBeUndefined();
});

test('the name of a file is the end of its path', () => {
  expect(fileNameOf('https://host.org/a/my%20model-528c19ca.pth?x=/y')).toBe('my model-528c19ca.pth');
});

afterEach(() => void vi.unstubAllGlobals());

test('a page may say to what its addresses are relative; elsewhere a worker does, or nobody', () => {
  expect(pageAddress()).toBeUndefined();
  vi.stubGlobal('location', { href: 'https://host.org/app/' });
  expect(pageAddress()).toBe('https://host.org/app/');
  vi.stubGlobal('document', { baseURI: 'https://other.org/' });
  expect(pageAddress()).toBe('https://other.org/');
});
