import { expect, test } from '@playwright/test';
import { lineOf } from '../tools/testFaults/report';
import { DEFAULT_SEED, playRows } from '../tools/testFaults/run';

/** The short form of `npm run test:faults`; a browser of its own opens pages, and kills what they use. */
test('servers, disks, pages and GPUs that fail leave right answers, or errors with a code', async () => {
  test.setTimeout(600_000);
  const played = await playRows({ seed: DEFAULT_SEED, isShort: true, tell: () => undefined });
  expect(played.length).toBeGreaterThan(10);
  expect(played.filter(({ guilts }) => guilts.length > 0).map(lineOf)).toEqual([]);
});
