/** Starts a WebKitGTK without a screen, and drives it by the few commands of WebDriver that tests need. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebKit } from './findWebKit';

/** How long a script in a page, and the wait for what it says, may take. */
const PATIENCE_MS = 120_000;

/** How often a page is looked at that is waited for. */
const LOOK_MS = 200;

/** How WebDriver marks an element in JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Script<Args extends readonly unknown[], Result> = (...args: Args) => Result | Promise<Result>;

/** One window. */
export interface WebKitPage {
  /** Of WebKit, such as `2.50.6`. */
  readonly version: string;
  open(url: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Calls a function in the page; it uses nothing but its arguments, which are JSON, as its result is. */
  run<Args extends readonly unknown[], Result>(script: Script<Args, Result>, ...args: Args): Promise<Result>;
  /** Calls it until it gives something. */
  until<Args extends readonly unknown[], Result>(
    script: Script<Args, Result | undefined | false>,
    ...args: Args
  ): Promise<Result>;
  /** Types into the element that a selector finds, or gives it the paths of files, a line each. */
  type(selector: string, text: string): Promise<void>;
  /** Moves the mouse onto it. */
  hover(selector: string): Promise<void>;
  /** A PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

export async function launchWebKit(webkit: WebKit): Promise<WebKitPage> {
  const { display, name } = await startDisplay(webkit.display);
  const port = await freePort();
  const env = {
    ...{ ...process.env, DISPLAY: name, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // root and containers have no sandbox to give
  };
  const driver = spawn(webkit.driver, [`--port=${port}`], { stdio: 'ignore', env });
  const stop = (): void => [driver, display].forEach((child) => child.kill());
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: { readonly error?: string; readonly message?: string } };
    if (!response.ok) throw new Error(`WebKit: ${value.error ?? ''} ${value.message ?? ''}`);
    return value;
  };
  try {
    const session = await until(() => newSession(call, webkit.browser));
    const inSession: Call = (method, path, body) => call(method, `/session/${session.sessionId}${path}`, body);
    return pageOf(inSession, session.capabilities.browserVersion, stop);
  } catch (error) {
    stop();
    throw error;
  }
}

type Call = (method: string, path: string, body?: object) => Promise<unknown>;

interface Session {
  readonly sessionId: string;
  readonly capabilities: { readonly browserVersion: string };
}

/** A new session; undefined while the driver does not listen yet. */
async function newSession(call: Call, binary: string): Promise<Session | undefined> {
  const alwaysMatch = {
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
    timeouts: { script: PATIENCE_MS, pageLoad: PATIENCE_MS },
  };
  try {
    return (await call('POST', '/session', { capabilities: { alwaysMatch } })) as Session;
  } catch (error) {
    if (error instanceof TypeError) return undefined; // nobody listens
    throw error;
  }
}

function pageOf(call: Call, version: string, stop: () => void): WebKitPage {
  const run: WebKitPage['run'] = async (script, ...args) => {
    const source = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${String(script)})(...[...arguments].slice(0, -1)))
        .then((value) => done({ value }), (error) => done({ error: String(error) + ' ' + error?.stack }));`;
    const told = (await call('POST', '/execute/async', { script: source, args })) as { error?: string; value: never };
    if (told.error !== undefined) throw new Error(told.error);
    return told.value;
  };
  const find = (selector: string): Promise<unknown> =>
    call('POST', '/element', { using: 'css selector', value: selector });
  return {
    version,
    open: async (url) => void (await call('POST', '/url', { url })),
    resize: async (width, height) => void (await call('POST', '/window/rect', { width, height })),
    run,
    until: (script, ...args) => until(() => run(script, ...args)) as never,
    type: async (selector, text) => {
      const { [ELEMENT]: id } = (await find(selector)) as Record<string, string>;
      await call('POST', `/element/${id ?? ''}/value`, { text });
    },
    hover: async (selector) => {
      const move = { type: 'pointerMove', origin: await find(selector), x: 0, y: 0 };
      const mouse = { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: [move] };
      await call('POST', '/actions', { actions: [mouse] });
    },
    picture: async () => Buffer.from((await call('GET', '/screenshot')) as string, 'base64'),
    close: () => call('DELETE', '').then(stop, stop),
  };
}

/** Asks until there is an answer. */
async function until<Answer>(ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false && answer !== null) return answer;
    if (Date.now() > end) throw new Error(`WebKit has not come to it in ${PATIENCE_MS / 1000} seconds: ${String(ask)}`);
    await pause(LOOK_MS);
  }
}

/** An X server, which chooses the number of its display itself and tells it. */
async function startDisplay(executable: string): Promise<{ readonly display: ChildProcess; readonly name: string }> {
  const args = ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'];
  const display = spawn(executable, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const name = await new Promise<string>((resolve, reject) => {
    display.stdio[3]?.once('data', (number: Buffer) => resolve(`:${number.toString().trim()}`));
    display.once('exit', () => reject(new Error('Xvfb ended before it had a display')));
  });
  return { display, name };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 0;
}
