/** Serves the library and the caller's files to the page. */
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { preview } from 'vite';
import { root } from '../build/library';

/** A server on localhost; `share` gives a stream an address, for one reading. */
export interface PageServer {
  readonly url: string;
  share(content: Readable | Uint8Array): string;
  close(): Promise<void>;
}

/** Starts the server; the library must be built. */
export async function startServer(): Promise<PageServer> {
  const shared = new Map<string, Readable>();
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
            if (!content) return void response.writeHead(404).end();
            content.once('error', () => response.destroy());
            content.pipe(response.setHeader('content-type', 'application/octet-stream'));
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
      shared.set(name, content instanceof Readable ? content : Readable.from([content]));
      return `/shared${name}`;
    },
    close: () => server.close(),
  };
}
