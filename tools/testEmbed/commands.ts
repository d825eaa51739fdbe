/** Runs other people's commands. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** What a command prints on stdout. Throws all that it has printed if it fails. */
export async function run(
  command: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = start(command, args, folder, env);
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => (printed[name] += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return printed.stdout;
  throw new Error(`${[command, ...args].join(' ')} ended with ${code}:\n${printed.stdout}${printed.stderr}`);
}

/** A server that a command runs. */
export interface Running {
  /** With a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const READY_MS = 120_000;

/** In the arguments of a command that serves: a port that is free. */
export const PORT = '{port}';

/** Starts a command that serves, and waits until it has printed its address. */
export async function serveBy(command: string, args: readonly string[], folder: string): Promise<Running> {
  const port = await freePort();
  const child = start(
    command,
    args.map((arg) => (arg === PORT ? String(port) : arg)),
    folder,
    {},
  );
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    let printed = '';
    const fail = (): void => reject(new Error(`${args.join(' ')} does not serve:\n${printed}`));
    timer = setTimeout(fail, READY_MS);
    void closed.then(fail);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (printed.includes(`http://localhost:${port}`)) resolve();
      });
  })
    .catch(async (error: unknown) => {
      child.kill();
      await closed;
      throw error;
    })
    .finally(() => clearTimeout(timer));
  return {
    url: `http://localhost:${port}/`,
    async close() {
      child.kill();
      await closed;
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });

/** A command without this one's settings: npm hands its own to children, and Vite its mode. */
function start(
  command: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(lifecycle|package)_.*|NODE_ENV)$/.test(name),
  );
  return spawn(command, args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
