// Runs a TypeScript tool: `node tools/run.mjs tools/NAME.ts [ARGUMENT ...]`. Vite resolves the imports, so a tool may use
// the library's own sources, .wgsl files among them, and may import what few of its calls need when they need it: a module
// costs 5 ms. A tool exports `main(args, signal)`, which answers with the exit code; when the signal aborts, it has a few
// seconds to clean up.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRunnableDevEnvironment, resolveConfig } from 'vite';

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

/** A server's environment without a server: nothing is watched, and packages come from Node. */
async function createRunner() {
  const tools = { consumer: 'server', dev: { moduleRunnerTransform: true }, resolve: { external: true } };
  const options = { root, configFile: false, envDir: false, logLevel: 'error', environments: { tools } };
  const config = await resolveConfig(options, 'serve');
  const environment = createRunnableDevEnvironment('tools', config, { hot: false });
  await environment.init();
  return environment;
}

try {
  const { NODE_ENV } = process.env;
  const environment = await createRunner();
  if (NODE_ENV === undefined) delete process.env.NODE_ENV; // Vite has set it to development, also for the tool's children
  const { main } = await environment.runner.import(resolve(root, tool));
  const code = await main(args, stopping.signal);
  process.exitCode = stopping.signal.aborted ? 1 : code;
  await environment.close();
} catch (error) {
  if (!stopping.signal.aborted) complain(error);
  process.exit(1);
}
