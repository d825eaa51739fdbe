/**
 * The first answer of a warm visit: of the built page, and of a bare page that imports the library. Each visit has a
 * browser of its own, with a profile that has been there before.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright';
import { preview } from 'vite';
import { RUNTIME_FOLDER } from '../build/copyRuntime';
import { findBrowser } from '../common/browser/findBrowser';
import { median } from '../common/median';
import { root } from '../common/project';
import { alignedTable } from '../common/table';

/** Milliseconds: from the navigation to the answer, and of the processor for all of the browser until then. */
interface Visit {
  readonly answer: number;
  readonly processor: number;
}

/** A page that answers by itself when it is opened. The scripts are strings, because Vite would rewrite an import() in a function. */
interface Place {
  readonly name: string;
  readonly address: string;
  /** Runs before the scripts of the page; `answered` is a promise of the time of the answer. */
  readonly init: string;
  /** Whether a visit has left behind all that makes the next one warm. */
  readonly isKept: string;
}

const SAMPLE = 'lemon.png';

const LOOK_MS = 200;

/** A text without a script, which browsers show as a document. */
const BARE = 'robots.txt';

const library = (name: string, module: string, options: string): Place => ({
  name,
  address: BARE,
  init: `globalThis.answered = (async () => {
    const photo = fetch('/samples/${SAMPLE}').then((response) => response.blob());
    const { createClassifier } = await import('/${module}');
    const classifier = await createClassifier(${options});
    const answers = await classifier.classify(await photo);
    if (answers.length === 5) return performance.now();
  })();`,
  isKept: `import('/resnest-webgpu.js').then(({ cache }) => cache.list()).then(({ length }) => length === 1)`,
});

const page = (fields: string): Place => ({
  name: 'page',
  address: `#${fields}sample=${SAMPLE}`,
  init: `globalThis.answered = new Promise((resolve) => {
    new MutationObserver((_, observer) => {
      if (document.querySelectorAll('.labels li').length < 5) return;
      observer.disconnect();
      resolve(performance.now());
    }).observe(document, { childList: true, subtree: true });
  });`,
  isKept: `document.querySelector('footer').textContent.includes('works offline too')`,
});

const RUNTIME = `{ fallback: { wasm: '/${RUNTIME_FOLDER}/ort.wasm.bundle.min.js' } }`;

/** The first of each is what the others are measured by. */
const COMPARED: Readonly<Record<string, readonly [Place, ...Place[]]>> = {
  'on WebGPU': [
    library('library', 'resnest-webgpu.js', '{}'),
    library('its worker', 'worker.js', '{}'),
    page('backend=webgpu&'),
  ],
  'as the device has it': [
    library('library', 'resnest-webgpu.js', RUNTIME),
    library('its worker', 'worker.js', RUNTIME),
    page(''),
  ],
};

/** Measures so many warm visits of each place, in turns; answers with lines for people. */
export async function compareVisits(rounds: number): Promise<readonly string[]> {
  const config = { configFile: join(root, 'vite.config.ts'), configLoader: 'runner', preview: { port: 0 } } as const;
  const server = await preview({ root, ...config });
  try {
    const [url] = server.resolvedUrls?.local ?? [];
    if (url === undefined) throw new Error('the server of the built page has no address');
    const lines: string[] = [];
    for (const [how, places] of Object.entries(COMPARED)) lines.push(...(await compared(how, url, places, rounds)));
    return lines;
  } finally {
    await server.close();
  }
}

async function compared(how: string, url: string, places: readonly Place[], rounds: number): Promise<string[]> {
  const visitors = await Promise.all(
    places.map(async (place) => ({
      place,
      profile: await mkdtemp(join(tmpdir(), 'resnest-webgpu-visit-')),
      visits: [] as Visit[],
    })),
  );
  try {
    for (const { place, profile } of visitors)
      await inBrowser(profile, async (context) => {
        const { opened } = await visit(context, url, place);
        // Not by waitForFunction, which the page's content security policy forbids for text.
        while (!(await opened.evaluate<boolean>(place.isKept))) await opened.waitForTimeout(LOOK_MS);
      });
    for (let round = 0; round < rounds; round++)
      for (const { place, profile, visits } of round % 2 === 0 ? visitors : visitors.toReversed())
        visits.push(await inBrowser(profile, (context) => visit(context, url, place)));
  } finally {
    await Promise.all(visitors.map(({ profile }) => rm(profile, { recursive: true, force: true })));
  }
  const medians = visitors.map(({ visits }) => ({
    answer: median(visits.map(({ answer }) => answer)),
    processor: median(visits.map(({ processor }) => processor)),
  }));
  const [own] = medians;
  const over = (part: number, whole = NaN): string => (part / whole).toFixed(2);
  return alignedTable(
    [`warm, ${how}, medians in ms`, 'first answer', 'ratio', 'processor', 'ratio'],
    medians.map(({ answer, processor }, i) => [
      places[i]?.name ?? '',
      ...[answer.toFixed(0), over(answer, own?.answer), processor.toFixed(0), over(processor, own?.processor)],
    ]),
  );
}

/** The browser's own start is part of what it takes of the processor. */
async function visit(
  context: BrowserContext,
  url: string,
  { address, init }: Place,
): Promise<Visit & { opened: Page }> {
  const opened = await context.newPage();
  await opened.addInitScript(init);
  await opened.goto(url + address);
  const answer = await opened.evaluate<number>('globalThis.answered');
  const browser = context.browser();
  if (!browser) throw new Error('the visit has no browser of its own');
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  return { answer, processor: 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0), opened };
}

async function inBrowser<Result>(profile: string, run: (context: BrowserContext) => Promise<Result>): Promise<Result> {
  const { executablePath, args, env } = await findBrowser();
  const context = await chromium.launchPersistentContext(profile, { executablePath, args, env });
  try {
    return await run(context);
  } finally {
    await context.close();
  }
}
