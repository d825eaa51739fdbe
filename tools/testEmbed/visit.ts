/** Opens the page of a project in a browser, and serves the folders of those that have no server. */
import type { Browser } from 'playwright';
import { preview } from 'vite';
import type { Running } from './commands';
import { PHOTO } from './pages';

/** What a page says of itself when it is done. */
export interface Outcome {
  readonly label?: string;
  readonly error?: string;
  /** Errors that nobody caught, and what the console calls errors. */
  readonly complaints: readonly string[];
}

const ANSWER_MS = 120_000;

/** Opens a page that puts what it found into `globalThis.outcome`; pages share nothing. */
export async function visit(browser: Browser, url: string): Promise<Outcome> {
  const page = await browser.newPage();
  try {
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    await page.goto(url, { timeout: ANSWER_MS }); // a development server compiles only now
    const outcome = await page
      .waitForFunction(() => (globalThis as { outcome?: object }).outcome, undefined, { timeout: ANSWER_MS })
      .then((handle) => handle.jsonValue())
      .catch(() => ({ error: `no answer; ${complaints.join('; ')}` }));
    return { ...outcome, complaints };
  } finally {
    await page.close();
  }
}

/** Serves a folder as it is: what is not there is a 404. */
export async function serveFolder(project: string, folder: string): Promise<Running> {
  const server = await preview({
    root: project,
    configFile: false,
    logLevel: 'silent',
    appType: 'mpa',
    build: { outDir: folder },
    preview: { host: 'localhost', port: 0, open: false },
  });
  return { url: server.resolvedUrls?.local[0] ?? '', close: () => server.close() };
}

/** What is wrong with a page that was to find its weights by itself. */
export function faultsOfDefault({ label, error, complaints }: Outcome): string[] {
  if (label !== PHOTO.label) return [error ?? `the label is ${label}`];
  return [...complaints];
}

/** What is wrong with a page whose bundler leaves a file behind: it must name the line that helps, and no more. */
export function faultsOfLeftBehind({ label, error = '' }: Outcome, help: string): string[] {
  if (label !== undefined) return [`it found ${label}, though nothing was to be found`];
  return /^(Weights|ResNeSt)Error: /.test(error) && error.includes(help) ? [] : [error];
}
