// Runs a TypeScript tool: `node tools/run.mjs tools/NAME.ts [ARGUMENT ...]`. Vite resolves the imports, so a tool may use
// the library's own sources, .wgsl files among them. A tool exports `main(args)`, which answers with the exit code.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const [tool = '', ...args] = process.argv.slice(2);

const stop = (error) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
};
process.on('uncaughtException', stop);
process.stdout.on('error', () => process.exit(1)); // whoever read our output has gone

try {
  const { NODE_ENV } = process.env;
  const { module } = await runnerImport(resolve(root, tool), { root, configFile: false, logLevel: 'error' });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV; // Vite has set it to development, also for the tool's children
  process.exitCode = await module.main(args);
} catch (error) {
  stop(error);
}
