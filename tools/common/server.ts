/** Serves files to pages that are cross-origin isolated, as threads in WebAssembly demand. */
import { createReadStream } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { sentence } from './words';

/** Bytes in pieces, of known length where they are an array; what opens a stream, or the folder of the files below an address that ends with a slash. */
export type Content = Iterable<Uint8Array> | (() => Promise<Readable>) | { readonly folder: string };

/** Contents by their address. */
export type Contents = Pick<ReadonlyMap<string, Content>, 'get'>;

export interface Server {
  /** With a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Starts a server on localhost; `/` is an empty page. An address without content is a 404. A content that fails gives a
 * 500 whose text says what is wrong with it.
 */
export async function serve(contents: Contents): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream');
    if (pathname === '/') return void response.setHeader('content-type', 'text/html').end('<!doctype html>');
    answer(response, pathname, contents).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(sentence(error));
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

async function answer(response: ServerResponse, path: string, contents: Contents): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const content = contents.get(path) ?? contents.get(folder);
  if (content === undefined) return void response.writeHead(404).end();
  if (typeof content === 'function') return send(await content(), response);
  if (!('folder' in content)) {
    if (Array.isArray(content)) response.setHeader('content-length', lengthOf(content));
    return send(Readable.from(content), response);
  }
  await send(createReadStream(join(content.folder, path.slice(folder.length))), response).catch((error: unknown) => {
    if (response.headersSent) throw error;
    response.writeHead(404).end();
  });
}

const lengthOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Like `pipeline`, but leaves the response open where the stream fails, so that it can say so. */
const send = (stream: Readable, response: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once('error', reject);
    response.once('close', () => {
      stream.destroy();
      resolve();
    });
    stream.pipe(response);
  });
