/** Looks for WebKitGTK, whose engine is Safari's, with the programs that drive it without a screen. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface WebKit {
  /** WebKit's small browser. */
  readonly browser: string;
  /** The server that drives it by the W3C's WebDriver. */
  readonly driver: string;
  /** An X server without a screen. */
  readonly display: string;
}

const DEBIAN = 'on Debian 12 install webkit2gtk-driver and xvfb (docs/engines.md)';

/** The folders in which Debian keeps MiniBrowser, one for each version of its interface. */
const FOLDERS = '/usr/lib/x86_64-linux-gnu';

/** An installed WebKitGTK. Throws one sentence that says what is missing. */
export async function findWebKit(): Promise<WebKit> {
  const folders = (await readdir(FOLDERS).catch(() => [])).filter((name) => /^webkit(2)?gtk-/.test(name)).sort();
  const browser = folders.map((name) => join(FOLDERS, name, 'MiniBrowser')).findLast((path) => existsSync(path));
  const [driver, display] = ['WebKitWebDriver', 'Xvfb'].map(inPath);
  if (!browser || !driver || !display) throw new Error(`there is no WebKitGTK that can be driven here; ${DEBIAN}`);
  return { browser, driver, display };
}

function inPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
