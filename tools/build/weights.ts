/** Makes weights/ reachable where the library looks for it: beside the module that asks, in a folder `weights`. */
import { createReadStream } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Connect, Plugin } from 'vite';

const folder = resolve(import.meta.dirname, '../../weights');

/** The files of weights/, by name. */
export const weightFiles = async (): Promise<readonly { readonly name: string; readonly path: string }[]> =>
  (await readdir(folder)).map((name) => ({ name, path: resolve(folder, name) }));

/** For development and browser tests, where modules lie in src/: answers `any/folder/weights/NAME` with weights/NAME. */
export function serveWeights(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    const name = basename(new URL(request.url ?? '/', 'http://localhost').pathname);
    const isWeights = /\/weights\/[^/]+\.(safetensors|json)$/.test(request.url ?? '');
    if (!isWeights) return next();
    const stream = createReadStream(resolve(folder, name));
    stream.once('open', () => stream.pipe(response));
    stream.once('error', () => {
      response.statusCode = 404;
      response.end();
    });
  };
  return {
    name: 'serve-weights',
    configureServer: (server) => void server.middlewares.use(serve),
    configurePreviewServer: (server) => void server.middlewares.use(serve),
  };
}

/** For the build of the page: copies weights/ into the output, before the service worker lists what it keeps. */
export function emitWeights(): Plugin {
  return {
    name: 'emit-weights',
    apply: 'build',
    async generateBundle() {
      for (const { name, path } of await weightFiles())
        this.emitFile({ type: 'asset', fileName: `weights/${name}`, source: await readFile(path) });
    },
  };
}
