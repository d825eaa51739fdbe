import { expect, test } from 'vitest';
import type { Progress } from '../classifierInfo';
import { ProgressTeller } from './progressTeller';

test('a download is told with its rate and the time that is left, as far as they are known', () => {
  const told: Progress[] = [];
  const teller = new ProgressTeller((progress) => told.push(progress));
  teller.downloaded({ loaded: 40, total: 100 });
  teller.downloaded({ loaded: 40, total: 100, bytesPerSecond: 20 });
  teller.downloaded({ loaded: 40, total: undefined, bytesPerSecond: 20 });
  teller.downloaded({ loaded: 40, total: 100, bytesPerSecond: 0 });
  teller.end();
  teller.downloaded({ loaded: 50, total: 100 });
  const stage = 'download';
  expect(told).toEqual([
    { stage, loaded: 40, total: 100 },
    { stage, loaded: 40, total: 100, bytesPerSecond: 20, secondsLeft: 3 },
    { stage, loaded: 40, total: undefined, bytesPerSecond: 20 },
    { stage, loaded: 40, total: 100, bytesPerSecond: 0 },
  ]);
});
