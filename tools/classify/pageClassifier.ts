/** A classifier in a page of a headless browser, called from here. */
import { basename } from 'node:path';
import type * as Library from '../../src/index';
import { filesOf } from '../../src/weights/containers/sharded';
import { type BrowserPage, launchers } from '../common/browser/launch';
import type { BrowserName } from '../common/browser/types';
import { refreshLibrary } from '../build/library';
import { explainInPage, type Explained } from './explanationPage';
import { beginTiles, nextTiles } from './tiles/inPage';
import type { FloatArray } from './npy';
import { startServer, type PageServer, type Shared } from './sharing';
import { isUrl } from '../common/checkpoint/openSource';
import { type PageError, textOf } from '../common/browser/pageError';
import type { Asked, PageGlobals, SharedSource } from './pageGlobals';
import type { FilePath } from '../common/files';
import { isTensor, type Source } from './sources';
import type { OpenWeights } from '../common/checkpoint/openWeights';

type CreateOptions = Parameters<typeof Library.createClassifier>[0];
/** The options of createClassifier that can go into a page. */
export type ClassifierOptions = Pick<
  NonNullable<CreateOptions>,
  | ('model' | 'configFile' | 'head' | 'labels' | 'inputSize' | 'preprocessing' | 'storage' | 'precision' | 'kernels')
  | 'fallback'
>;

type Info = Library.Classifier['info'];

/** What one source gave: the logits of all its rows, and the time of one warm run. */
export interface Answer {
  readonly logits: Float32Array;
  readonly milliseconds: number;
}

/** The open classifier. */
export interface PageClassifier {
  readonly info: Info;
  logits(source: Source, asked: Asked): Promise<Answer>;
  /** What preprocessing makes of an image. */
  preprocess(source: Source, asked: Asked): Promise<FloatArray>;
  /** Whether the kernels compute what they should. */
  selfTest(): Promise<Library.SelfTestReport>;
  /** The outputs of layer1 to layer4, and the embedding [N, 2048] where the model has one. */
  features(source: Source, asked: Asked): Promise<Readonly<Record<string, FloatArray>>>;
  /** The answers to the tiles of an image, some at a time, as they come. */
  tiles(
    source: FilePath,
    options: Library.TilesOptions,
  ): AsyncGenerator<readonly Library.TileAnswer[], void, undefined>;
  /** Why each image of a source is taken for its most probable class. */
  explain(source: Source, asked: Asked): Promise<readonly Explained[]>;
}

/** How a function in the page ended; a library's error is an answer, so that no stack comes with it. */
type Outcome<T> = { readonly value: T } | PageError;

/**
 * Opens a classifier, hands it to `use`, and closes the browser whatever happens. `weights` are read once; without
 * them the classifier has its own. When `signal` aborts, the browser closes, and whatever waits for it fails.
 */
export async function withClassifier<T>(
  browserName: BrowserName,
  options: ClassifierOptions,
  weights: OpenWeights | undefined,
  signal: AbortSignal,
  use: (classifier: PageClassifier) => Promise<T>,
): Promise<T> {
  await refreshLibrary();
  const server = await startServer();
  try {
    const browser = await launchers[browserName]();
    const close = (): void => void browser.close();
    signal.addEventListener('abort', close);
    try {
      signal.throwIfAborted();
      const page = await browser.openPage(server.url);
      await page.evaluate("import('/resnest-webgpu.js').then((module) => void (globalThis.resnest = module))");
      return await use(await openClassifier(page, server, options, weights));
    } finally {
      signal.removeEventListener('abort', close);
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

async function openClassifier(
  page: BrowserPage,
  server: PageServer,
  options: ClassifierOptions,
  weights: OpenWeights | undefined,
): Promise<PageClassifier> {
  const opened = await callIn(page, open, { options, ...addressOf(weights, server) });
  const isOfWeights = 'message' in opened && opened.name === 'WeightsError';
  const info = unwrap(opened, isOfWeights ? weights?.source : undefined);
  let warm = false;

  const shareSource = (source: Source, asked: Asked = {}): SharedSource => {
    if (!isTensor(source)) return { url: server.share({ path: source }), asked };
    const { buffer, byteOffset, byteLength } = source.data;
    return { url: server.share(new Uint8Array(buffer, byteOffset, byteLength)), shape: source.shape, asked };
  };

  return {
    info,
    async logits(source, asked) {
      const answer = unwrap(await callIn(page, run, { ...shareSource(source, asked), twice: !warm }));
      warm = true;
      return answer;
    },
    selfTest: async () => unwrap(await callIn(page, selfTest, undefined)),
    preprocess: async (source, asked) => unwrap(await callIn(page, preprocess, shareSource(source, asked))),
    features: async (source, asked) => unwrap(await callIn(page, features, shareSource(source, asked))),
    async *tiles(source, options) {
      unwrap(await callIn(page, beginTiles, { ...shareSource(source), options }));
      for (;;) {
        const answers = unwrap(await callIn(page, nextTiles, undefined));
        if (answers.length === 0) return;
        yield answers;
      }
    },
    explain: async (source, asked) => unwrap(await callIn(page, explainInPage, shareSource(source, asked))),
  };
}

/** The last part of a path or an address, by which the library knows published files. */
const nameOfFile = (source: string): string => basename(isUrl(source) ? new URL(source).pathname : source);

/** Where the page finds the weights: bytes to read, or the address of an index that it hands to the library. */
function addressOf(
  weights: OpenWeights | undefined,
  server: PageServer,
): { url?: string; name?: string; index?: string } {
  if (!weights) return {};
  if ('stream' in weights) return { url: server.share(weights.stream), name: nameOfFile(weights.source) };
  const { index, indexBytes, open } = weights;
  const files = filesOf(index).map((file): [string, Shared] => [file, () => open(file)]);
  return { index: server.shareFolder(new Map<string, Shared>([['weights.index.json', indexBytes], ...files])) };
}

/** Calls a function of this file in the page. Both ways go JSON, which every browser's protocol carries. */
async function callIn<From, T>(page: BrowserPage, call: (from: From) => Promise<T>, from: From): Promise<Outcome<T>> {
  const written = `(key, value) => (value instanceof Float32Array ? { floats: Array.from(value) } : value)`;
  const json = await page.evaluate<string>(
    `(${call.toString()})(${JSON.stringify(from) ?? ''})
      .then((value) => ({ value }), (error) => ({ message: error?.message ?? String(error), name: error?.name, code: error?.code }))
      .then((outcome) => JSON.stringify(outcome, ${written}))`,
  );
  return JSON.parse(json, (_, value: unknown) => (isFloats(value) ? floatsOf(value) : value)) as Outcome<T>;
}

interface Floats {
  /** JSON writes null for what is not finite. */
  readonly floats: readonly (number | null)[];
}

const isFloats = (value: unknown): value is Floats => typeof value === 'object' && value !== null && 'floats' in value;

const floatsOf = ({ floats }: Floats): Float32Array => Float32Array.from(floats, (value) => value ?? NaN);

/** The value, or the page's error; `about` is the file that the error is about. */
function unwrap<T>(outcome: Outcome<T>, about?: string): T {
  if ('message' in outcome) throw new Error(`${about === undefined ? '' : `${about}: `}${textOf(outcome)}`);
  return outcome.value;
}

// The functions below run in the page: they see their argument and the page's globals, nothing of this file.

async function open(from: { options: ClassifierOptions; url?: string; name?: string; index?: string }): Promise<Info> {
  const globals = globalThis as unknown as PageGlobals;
  globals.read = async (url) => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  globals.readSource = async ({ url, shape }) => {
    const response = await globals.read(url);
    if (shape) return { shape, data: new Float32Array(await response.arrayBuffer()) };
    return response.blob().catch(() => {
      // All that a browser says is that it failed to fetch.
      throw new Error('the browser could not take the file in; it is too large, or could not be read to its end');
    });
  };
  const file = from.url === undefined ? undefined : await (await globals.read(from.url)).blob();
  const weights = file ? new File([file], from.name ?? '') : from.index;
  const options = { ...from.options, ...(weights === undefined ? {} : { weights }), cache: false } as const;
  globals.classifier = await globals.resnest.createClassifier(options);
  return globals.classifier.info;
}

async function run(from: SharedSource & { twice: boolean }): Promise<Answer> {
  const { classifier, readSource } = globalThis as unknown as PageGlobals;
  const source = await readSource(from);
  if (from.twice) await classifier.logits(source, from.asked); // the first run compiles and warms up
  const logits = await classifier.logits(source, from.asked);
  return { logits, milliseconds: classifier.info.timings.runMs ?? 0 };
}

async function preprocess(from: SharedSource): Promise<FloatArray> {
  const { classifier, readSource } = globalThis as unknown as PageGlobals;
  return classifier.preprocess((await readSource(from)) as Blob, from.asked);
}

async function selfTest(): Promise<Library.SelfTestReport> {
  return (globalThis as unknown as PageGlobals).classifier.selfTest();
}

async function features(from: SharedSource): Promise<Record<string, FloatArray>> {
  const { classifier, readSource } = globalThis as unknown as PageGlobals;
  const source = await readSource(from);
  const layers = (await classifier.features(source, from.asked)) as Record<string, FloatArray>;
  if (!classifier.info.outputs.includes('embedding')) return layers;
  const embedding = await classifier.embed(source, from.asked);
  const n = from.shape?.[0] ?? 1;
  return { ...layers, embedding: { shape: [n, embedding.length / n], data: embedding } };
}
