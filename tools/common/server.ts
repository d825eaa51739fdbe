/** Serves the benchmark's files to a page that is cross-origin isolated, as threads in WebAssembly demand. */
import { createReadStream } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes in pieces, or the folder of the files below an address that ends with a slash. */
export type Content = Iterable<Uint8Array> | { readonly folder: string };

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Starts a server on localhost for the contents by address; `/` is an empty page. */
export async function serve(
  contents: ReadonlyMap<string, Content>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
    if (pathname === '/') return void response.setHeader('content-type', 'text/html').end('<!doctype html>');
    answer(response, pathname, contents).catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(response: ServerResponse, path: string, contents: ReadonlyMap<string, Content>): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const content = contents.get(path) ?? contents.get(folder);
  if (content === undefined) throw new Error(`there is no ${path}`);
  const isFolder = 'folder' in content;
  const body = isFolder ? createReadStream(join(content.folder, path.slice(folder.length))) : Readable.from(content);
  await pipeline(body, response);
}
