import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Content, serve, type Server } from './server';

let server: Server;
let folder = ''; // of the test; `inner` is served

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-'));
  await mkdir(join(folder, 'inner'));
  await writeFile(join(folder, 'inner/a.js'), 'in a folder');
  await writeFile(join(folder, 'secret'), 'secret');
  const contents = new Map<string, Content>([
    ['/files/', { folder: join(folder, 'inner') }],
    ['/bytes', [Buffer.from('one, '), Buffer.from('two')]],
    ['/stream', () => Promise.resolve(Readable.from(['opened']))],
    ['/bad', () => Promise.reject(new Error('the disk\nis full'))],
    [
      '/broken',
      () =>
        Promise.resolve(
          new Readable({
            read() {
              this.destroy(new Error('it ends early'));
            },
          }),
        ),
    ],
  ]);
  server = await serve(contents);
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test.each([
  ['', 200, 'text/html', '<!doctype html>'],
  ['files/a.js', 200, 'text/javascript', 'in a folder'],
  ['files/b.js', 404, 'text/javascript', ''],
  ['files', 404, 'application/octet-stream', ''],
  ['bytes', 200, 'application/octet-stream', 'one, two'],
  ['stream', 200, 'application/octet-stream', 'opened'],
  ['bad', 500, 'application/octet-stream', 'the disk is full'],
  ['broken', 500, 'application/octet-stream', 'it ends early'],
])('/%s answers %i', async (path, status, type, text) => {
  const response = await fetch(new URL(path, server.url));
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(await response.text()).toBe(text);
});

test('bytes come with their length, which tells a page how far a download is', async () => {
  const lengths = ['bytes', 'stream'].map(async (path) =>
    (await fetch(server.url + path)).headers.get('content-length'),
  );
  expect(await Promise.all(lengths)).toEqual(['8', null]);
});

test.each(['../secret', '%2e%2e/secret', '..%2fsecret'])('/files/%s does not leave the folder', async (path) => {
  const response = await fetch(`${server.url}files/${path}`);
  expect(response.status).toBe(404);
});
