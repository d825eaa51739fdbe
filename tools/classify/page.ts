/** A classifier in a page of a headless browser, called from here. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { chromium, type Page } from 'playwright';
import type * as Library from '../../src/index';
import { findBrowser } from '../browser';
import { refreshLibrary } from '../build/library';
import { sentence } from './files';
import type { FloatArray } from './npy';
import { startServer, type PageServer } from './server';

type CreateOptions = Parameters<typeof Library.createClassifier>[0];
/** The options of createClassifier that can go into a page. */
export type ClassifierOptions = Pick<
  NonNullable<CreateOptions>,
  'model' | 'labels' | 'inputSize' | 'preprocessing' | 'storage'
>;

/** A path of an image, or a tensor. */
export type Source = string | FloatArray;

/** What one source gave: the logits of all its rows, and the time of one warm run. */
export interface Answer {
  readonly logits: Float32Array;
  readonly milliseconds: number;
}

/** The open classifier. */
export interface Session {
  readonly info: Library.Classifier['info'];
  logits(source: Source): Promise<Answer>;
  /** What preprocessing makes of the image at this path. */
  preprocess(path: string): Promise<FloatArray>;
}

/** What the page's module and the functions below keep in the page. */
interface PageGlobals {
  resnest: typeof Library;
  classifier: Library.Classifier;
}

/** How a function in the page ended; a library's error is an answer, so that no stack comes with it. */
type Outcome<T> = { readonly value: T } | { readonly message: string };

/**
 * Opens a classifier, hands it to `use`, and closes the browser whatever happens. `weights` are read once; without
 * them the classifier has its own.
 */
export async function withSession<T>(
  options: ClassifierOptions,
  weights: Readable | undefined,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  await refreshLibrary();
  const server = await startServer();
  try {
    const { executablePath, args, env } = await findBrowser();
    const browser = await chromium.launch({ executablePath, args, env, timeout: 120_000 });
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      // A string, because Vite would rewrite an import() in a function.
      await page.evaluate("import('/resnest-webgpu.js').then((module) => void (globalThis.resnest = module))");
      return await use(await openSession(page, server, options, weights));
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function openSession(
  page: Page,
  server: PageServer,
  options: ClassifierOptions,
  weights: Readable | undefined,
): Promise<Session> {
  const opened = await page.evaluate(open, { options, weights: weights && server.share(weights) });
  const info = unwrap(opened);
  let warm = false;

  const shareSource = (source: Source): SharedSource => {
    if (typeof source === 'string') return { url: server.share(createReadStream(source)) };
    const { buffer, byteOffset, byteLength } = source.data;
    return { url: server.share(new Uint8Array(buffer, byteOffset, byteLength)), shape: source.shape };
  };

  return {
    info,
    async logits(source) {
      const answer = unwrap(await page.evaluate(run, { ...shareSource(source), twice: !warm }));
      warm = true;
      return answer;
    },
    preprocess: async (path) => unwrap(await page.evaluate(preprocess, shareSource(path))),
  };
}

function unwrap<T>(outcome: Outcome<T>): T {
  if ('message' in outcome) throw new Error(sentence(outcome.message));
  return outcome.value;
}

/** An address to read a source from; a tensor's has a shape. */
interface SharedSource {
  readonly url: string;
  readonly shape?: readonly number[];
}

// The functions below run in the page: they see their argument and the page's globals, nothing of this file.

async function open(from: {
  options: ClassifierOptions;
  weights: string | undefined;
}): Promise<Outcome<Library.Classifier['info']>> {
  const globals = globalThis as unknown as PageGlobals;
  try {
    const weights = from.weights === undefined ? {} : { weights: (await fetch(from.weights)).body };
    globals.classifier = await globals.resnest.createClassifier({ ...from.options, ...weights, cache: false });
    return { value: globals.classifier.info };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

async function run(from: SharedSource & { twice: boolean }): Promise<Outcome<Answer>> {
  const { classifier } = globalThis as unknown as PageGlobals;
  try {
    const response = await fetch(from.url);
    const source = from.shape
      ? { shape: from.shape, data: new Float32Array(await response.arrayBuffer()) }
      : await response.blob();
    if (from.twice) await classifier.logits(source); // the first run compiles and warms up
    const logits = await classifier.logits(source);
    return { value: { logits, milliseconds: classifier.info.timings.runMs ?? 0 } };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

async function preprocess(from: SharedSource): Promise<Outcome<FloatArray>> {
  const { classifier } = globalThis as unknown as PageGlobals;
  try {
    return { value: await classifier.preprocess(await (await fetch(from.url)).blob()) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}
