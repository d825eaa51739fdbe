/** The benchmark's page as the tool sees it: what it is served, and its functions, called by name. */
import { messageOf } from '../../src/core/wording';
import { bundleScript, refreshLibrary } from '../build/library';
import { type BrowserPage, launchers } from '../common/browser/launch';
import type { BrowserName } from '../common/browser/types';
import { dist } from '../common/project';
import { type Content, serve } from '../common/server';
import type * as Bench from './benchPage';

/** For the count of GPU bytes, which goes by what is collected. */
const COLLECTED = { flags: ['--js-flags=--expose-gc'] };

type Name = keyof typeof Bench;
type Answer<N extends Name> = Awaited<ReturnType<(typeof Bench)[N]>>;

/** Calls the functions of benchPage.ts by name. */
export interface Caller {
  call<N extends Name>(name: N, ...args: Parameters<(typeof Bench)[N]>): Promise<Answer<N>>;
  close(): Promise<void>;
}

/** A browser whose pages are served the same files. */
export interface Bencher {
  /** The browser's name and version. */
  readonly browser: string;
  /** What pages can fetch, by address, besides the library. */
  readonly contents: Map<string, Content>;
  openPage(): Promise<Caller>;
}

/** Starts a browser, and a server of the library and the benchmark's page, for as long as `use` takes. */
export async function withBrowser<T>(name: BrowserName, use: (bencher: Bencher) => Promise<T>): Promise<T> {
  await refreshLibrary();
  const contents = new Map<string, Content>([
    ['/bench.js', [new TextEncoder().encode(await bundleScript('tools/bench/benchPage.ts'))]],
    ['/', { folder: dist }],
  ]);
  const server = await serve(contents);
  try {
    const browser = await launchers[name](COLLECTED);
    try {
      const openPage = async (): Promise<Caller> => callerOf(await browser.openPage(server.url));
      return await use({ browser: browser.name, contents, openPage });
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

const callerOf = (page: BrowserPage): Caller => ({
  call<N extends Name>(name: N, ...args: Parameters<(typeof Bench)[N]>) {
    // A string, because Vite would rewrite an import() in a function.
    const script = `import('/bench.js').then((bench) => bench.${name}(...${JSON.stringify(args)}))`;
    return page.evaluate<Answer<N>>(script).catch(withoutStack);
  },
  close: () => page.close(),
});

/** Throws what the page threw, without where. */
function withoutStack(error: unknown): never {
  const [first = ''] = messageOf(error).split('\n');
  throw new Error(first.replace(/^page\.evaluate: (\w*Error: )?/, ''), { cause: error });
}
