// Runs a TypeScript tool: `node tools/run.mjs tools/NAME.ts [ARGUMENT ...]`. Vite resolves the imports, so a tool may use
// the library's own sources, .wgsl files among them. A tool exports `main(args, signal)`, which answers with the exit
// code; when the signal aborts, it has a few seconds to clean up.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const GRACE_MS = 5000;

const root = fileURLToPath(new URL('..', import.meta.url));
const [tool = '', ...args] = process.argv.slice(2);

const stopping = new AbortController();
const stop = () => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  setTimeout(() => process.exit(1), GRACE_MS).unref();
};
const complain = (error) => console.error(error instanceof Error ? error.message : String(error));
process.on('uncaughtException', (error) => {
  if (!stopping.signal.aborted) complain(error);
  stop();
});
for (const output of [process.stdout, process.stderr]) output.on('error', stop); // whoever read it has gone

try {
  const { NODE_ENV } = process.env;
  const { module } = await runnerImport(resolve(root, tool), { root, configFile: false, logLevel: 'error' });
  if (NODE_ENV === undefined) delete process.env.NODE_ENV; // Vite has set it to development, also for the tool's children
  const code = await module.main(args, stopping.signal);
  process.exitCode = stopping.signal.aborted ? 1 : code;
} catch (error) {
  if (!stopping.signal.aborted) complain(error);
  process.exit(1);
}
