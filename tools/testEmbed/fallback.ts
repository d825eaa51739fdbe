/** Projects whose page has no GPU but an emulated one, with a way to run in WebAssembly. */
import type { Project } from './project';

/** The policy, with what WebAssembly needs. */
export const withWasm = (files: Project['files']): Project['files'] => ({
  ...files,
  'index.html': (files['index.html'] ?? '').replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"),
});

const ORT = { 'onnxruntime-web': '1.30.0' };

/** The same project, whose page has no GPU but the emulated one, with a fallback in its options; it must be taken. */
const fallingBack = (how: string, fallback: string, { files, packages, ...project }: Project): Project => ({
  ...project,
  name: `${project.name}, fallback ${how}`,
  packages: { ...ORT, ...packages },
  files: Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      text
        .replace('createClassifier({', `createClassifier({ fallback: ${fallback},`)
        .replace(
          '  await classifier.dispose();',
          `  if (classifier.info.backend !== 'wasm') throw new Error(classifier.info.adapter);\n$&`,
        ),
    ]),
  ),
});

/** By a function, which the bundler follows. */
export const byFunction = (project: Project): Project =>
  fallingBack('by a function', "{ wasm: () => import('onnxruntime-web/wasm') }", project);

/** By the address of files that the project copies. */
export const byAddress = (folder: string, project: Project): Project => {
  const named = fallingBack('by an address', "{ wasm: '/ort/ort.wasm.bundle.min.mjs' }", project);
  const copy = `import { cp, mkdir } from 'node:fs/promises';
await mkdir('${folder}/ort', { recursive: true });
for (const name of ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'])
  await cp('node_modules/onnxruntime-web/dist/' + name, '${folder}/ort/' + name);\n`;
  return {
    ...named,
    files: { ...named.files, 'copy.mjs': copy },
    commands: [['../copy.mjs'], ...(named.commands ?? [])],
  };
};
