/** Puts the files of onnxruntime-web where the page looks for them, should there be no graphics processor. */
import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from '../common/project';

const from = join(root, 'node_modules/onnxruntime-web');

const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { readonly version: string };

/** The folder of one version: a browser that has kept these files never mixes them with those of another one. */
export const RUNTIME_FOLDER = `onnxruntime-web-${version}`;

/** By their names in that folder. Some servers know no .mjs, and browsers run no module that is not served as one. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  'ort.wasm.bundle.min.js': { file: 'dist/ort.wasm.bundle.min.mjs', type: 'text/javascript' },
  'ort-wasm-simd-threaded.wasm': { file: 'dist/ort-wasm-simd-threaded.wasm', type: 'application/wasm' },
};

/** Emits the files with the page, and serves them in development. Nothing fetches them until they are needed. */
export function emitRuntime(): Plugin {
  return {
    name: 'emit-runtime',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const [folder, name = ''] = (request.url ?? '').replace(/^\/|\?.*$/g, '').split('/');
        const found = folder === RUNTIME_FOLDER ? FILES[name] : undefined;
        if (!found) return next();
        response.setHeader('content-type', found.type);
        createReadStream(join(from, found.file)).pipe(response);
      });
    },
    async generateBundle() {
      for (const [name, { file }] of Object.entries(FILES))
        this.emitFile({
          type: 'asset',
          fileName: `${RUNTIME_FOLDER}/${name}`,
          source: await readFile(join(from, file)),
        });
    },
  };
}
