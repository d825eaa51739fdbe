/** How long the end-to-end tests take, as src/testing/length.ts says of the others. */
import { test, type PlaywrightTestArgs, type PlaywrightWorkerArgs } from '@playwright/test';

/** Whether everything is to be run, however long it takes. */
export const LONG = process.env['VITE_LONG'] === '1';

/** A test that `npm run test:long` runs, and `npm test` does not. */
export const testLong: (
  title: string,
  body: (fixtures: PlaywrightTestArgs & PlaywrightWorkerArgs) => Promise<void>,
) => void = LONG ? test : () => undefined;
