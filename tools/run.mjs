// Runs a TypeScript tool: `node tools/run.mjs tools/NAME.ts [ARGUMENT ...]`. Vite resolves the imports, so a tool may use the
// library's own sources, .wgsl files among them. The tool exports `main(args)`, which answers with the exit code.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const [tool, ...args] = process.argv.slice(2);
if (tool === undefined) throw new Error('Name the tool to run, for example: node tools/run.mjs tools/classify.ts --help');

const { module } = await runnerImport(resolve(root, tool), { root, configFile: false, logLevel: 'error' });
process.exitCode = await module.main(args);
