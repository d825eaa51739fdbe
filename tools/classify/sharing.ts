/** Serves the library and the caller's files to the page. */
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { preview } from 'vite';
import { type FilePath } from '../common/files';
import { root } from '../common/project';
import { sentence } from '../common/words';

/** What the server can give to the page: a file, a stream, bytes, or what opens a stream. */
export type Shared = { readonly path: FilePath } | Readable | Uint8Array | (() => Promise<Readable>);

/** A server on localhost; `share` gives something an address, for one reading. A file is opened then, not before. */
export interface PageServer {
  readonly url: string;
  share(content: Shared): string;
  /** Gives files one folder; the address of the first comes back. */
  shareFolder(files: ReadonlyMap<string, Shared>): string;
  close(): Promise<void>;
}

/** Starts the server; the library must be built. */
export async function startServer(): Promise<PageServer> {
  const shared = new Map<string, Shared>();
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'silent',
    appType: 'mpa',
    preview: { host: '127.0.0.1', port: 0, open: false },
    plugins: [
      {
        name: 'serve-page',
        configurePreviewServer({ middlewares }) {
          middlewares.use('/page', (_, response) => response.setHeader('content-type', 'text/html').end());
          // dist/weights/ is there only after a full build.
          middlewares.use('/weights', (request, response) => {
            const file = createReadStream(join(root, 'weights', basename(request.url ?? '')));
            file.once('error', () => response.writeHead(404).end());
            file.pipe(response);
          });
          middlewares.use('/shared', (request, response) => {
            const content = shared.get(request.url ?? '');
            shared.delete(request.url ?? '');
            if (content === undefined) return void response.writeHead(404).end();
            const fail = (error: unknown): void => {
              if (response.headersSent) response.destroy();
              else response.writeHead(500).end(sentence(error));
            };
            const send = (stream: Readable): void => {
              if (stream.errored) return fail(stream.errored);
              stream.once('error', fail);
              stream.pipe(response.setHeader('content-type', 'application/octet-stream'));
            };
            streamOf(content).then(send, fail);
          });
        },
      },
    ],
  });
  const address = server.httpServer.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  let count = 0;
  return {
    url: `http://127.0.0.1:${port}/page`,
    share(content) {
      const name = `/${count++}`;
      shared.set(name, content);
      return `/shared${name}`;
    },
    shareFolder(files) {
      const folder = `/${count++}`;
      const names = [...files.keys()].map((name) => `${folder}/${encodeURIComponent(name)}`);
      [...files.values()].forEach((content, i) => shared.set(names[i] ?? '', content));
      return `http://127.0.0.1:${port}/shared${names[0] ?? ''}`;
    },
    close: () => server.close(),
  };
}

async function streamOf(content: Shared): Promise<Readable> {
  if (typeof content === 'function') return content();
  if ('path' in content) return createReadStream(content.path, { highWaterMark: 1 << 20 });
  return content instanceof Readable ? content : Readable.from([content]);
}
