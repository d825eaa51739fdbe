import { expect, test } from 'vitest';
import { LANGUAGES } from '../language/language';
import { saidIn } from './said';
import type { Verdict } from './verdict';

const [best, next] = [
  { index: 0, label: 'lemon', score: 0.5 },
  { index: 1, label: 'orange', score: 0.3 },
] as const;
const measured = (kind: 'unknown' | 'perhaps' | 'probably' | 'sure'): Verdict => ({
  kind,
  best,
  next,
  right: 60,
  photos: 500,
});

test.each([
  [measured('sure'), 'lemon, quite surely.', 'lemon，相当肯定。'],
  [measured('probably'), 'Probably lemon.', '很可能是 lemon。'],
  [measured('perhaps'), 'Perhaps lemon, or orange.', '也许是 lemon，也许是 orange。'],
  [measured('unknown'), 'I do not recognise this.', '我不认识这个。'],
  [{ kind: 'plain', best }, 'lemon.', 'lemon。'],
  [{ kind: 'chance' }, 'I do not recognise this.', '我不认识这个。'],
] as const)('%o', async (verdict, english, chinese) => {
  const said = async (language: keyof typeof LANGUAGES): Promise<string> =>
    saidIn(await LANGUAGES[language].texts(), verdict)
      .map(({ text }) => text)
      .join('');
  expect([await said('en'), await said('zh')]).toEqual([english, chinese]);
});
