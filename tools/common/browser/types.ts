/** The browsers that tools can run the library in. */
export const BROWSERS = ['chromium', 'firefox'] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** What Chromium may compute on: the machine's GPU, or its own in software. RESNEST_ADAPTER names one. */
export const ADAPTERS = ['hardware', 'swiftshader'] as const;
export type AdapterChoice = (typeof ADAPTERS)[number];

/** What a launcher needs to know about a browser; `env` is the whole environment of the browser's process. */
export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A browser before its flags: the path, and what its process needs in the environment besides ours. */
export interface BrowserFile {
  readonly executablePath: string;
  readonly env?: Record<string, string>;
}

/** One place to look for a browser; answers with nothing where there is none. */
export type BrowserFinder = () => Promise<BrowserFile | undefined>;
