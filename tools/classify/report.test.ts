import { expect, test } from 'vitest';
import { formatJson, formatText } from './report';

const result = {
  source: 'photos/lemon.png',
  adapter: 'an adapter',
  top: [
    { index: 7, label: 'lemon', score: 0.987654 },
    { index: 17, label: 'class 17', score: 0.004 },
  ],
  milliseconds: 123.456,
};

test('percents line up under the source', () => {
  expect(formatText(result, 'softmax')).toBe('\nphotos/lemon.png  (123 ms)\n   98.8 %  lemon\n    0.4 %  class 17');
});

test('logits are no percents', () => {
  const top = [{ index: 7, label: 'lemon', score: -12.3456 }];
  expect(formatText({ ...result, top }, 'none')).toBe('\nphotos/lemon.png  (123 ms)\n  -12.346  lemon');
});

test('names cannot move the cursor of a terminal', () => {
  const [best] = result.top;
  const text = formatText(
    {
      ...result,
      source: 'a\nb.png',
      top: [{ index: 7, score: 1, ...best, label: 'le\x1b[2Jmon' }],
    },
    'sigmoid',
  );
  expect(text).toBe('\na?b.png  (123 ms)\n   98.8 %  le?[2Jmon');
});

test('a JSON line has logits only where they were asked for', () => {
  expect(JSON.parse(formatJson(result))).toEqual(result);
  expect(formatJson(result)).not.toContain('logits');
  expect(JSON.parse(formatJson({ ...result, logits: [[1, 2]] }))).toEqual({ ...result, logits: [[1, 2]] });
});
