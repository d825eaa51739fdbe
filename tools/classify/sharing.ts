/** Serves the library and the caller's files to the page. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { FilePath } from '../common/files';
import { dist, root } from '../common/project';
import { type Content, serve, type Server } from '../common/server';

/** What the server can give to the page: a file, a stream, bytes, or what opens a stream. */
export type Shared = { readonly path: FilePath } | Readable | Uint8Array | (() => Promise<Readable>);

/** A server on localhost; `share` gives something an address, for one reading. A file is opened then, not before. */
export interface PageServer extends Server {
  share(content: Shared): string;
  /** Gives files one folder; the address of the first comes back. */
  shareFolder(files: ReadonlyMap<string, Shared>): string;
}

const RUNTIME = '/onnxruntime-web/';

/** The address of the module that computes in WebAssembly. */
export const RUNTIME_MODULE = `${RUNTIME}ort.wasm.bundle.min.mjs`;

/** Starts the server; the library must be built. */
export async function startServer(): Promise<PageServer> {
  const shared = new Map<string, Shared>();
  const folders: Readonly<Record<string, Content>> = {
    '/': { folder: dist },
    '/weights/': { folder: join(root, 'weights') }, // dist/weights/ is there only after a full build
    [RUNTIME]: { folder: join(root, 'node_modules/onnxruntime-web/dist') },
  };
  const server = await serve({
    get(address) {
      const content = shared.get(address);
      shared.delete(address);
      return content === undefined ? folders[address] : () => streamOf(content);
    },
  });
  let count = 0;
  return {
    ...server,
    share(content) {
      const address = `/shared/${count++}`;
      shared.set(address, content);
      return address;
    },
    shareFolder(files) {
      const folder = `/shared/${count++}`;
      const addresses = [...files.keys()].map((name) => `${folder}/${encodeURIComponent(name)}`);
      [...files.values()].forEach((content, i) => shared.set(addresses[i] ?? '', content));
      return new URL(addresses[0] ?? '', server.url).href;
    },
  };
}

async function streamOf(content: Shared): Promise<Readable> {
  const stream = await opened(content);
  if (stream.errored) throw stream.errored;
  return stream;
}

async function opened(content: Shared): Promise<Readable> {
  if (typeof content === 'function') return content();
  if ('path' in content) return createReadStream(content.path, { highWaterMark: 1 << 20 });
  return content instanceof Readable ? content : Readable.from([content]);
}
