import { expect, test } from 'vitest';
import { csvOf } from './csv';
import type { Outcome, Shot } from '../shots';

const seen = (...labels: readonly string[]): Outcome => ({
  classes: labels.map((label, index) => ({ index, label, score: 0.5 / (index + 1) })),
  embedding: undefined,
  thumbnail: new Blob(),
});
const shot = (path: string, outcome: Outcome | undefined): Shot => ({
  id: 0,
  path,
  file: new File(['x'], path),
  outcome,
});

test('a table has a line a photo, each ended as RFC 4180 says, and a mark for spreadsheets', () => {
  const failure = { code: 'photo-empty', about: 'b.png', cure: 'person' } as const;
  const text = csvOf(
    [shot('a.png', seen('lemon', 'orange')), shot('b.png', { failure }), shot('c.png', undefined)],
    (each) => (each.path === 'b.png' ? 'It is empty.' : ''),
  );
  expect(text.split('\r\n')).toEqual([
    '\uFEFFpath,label_1,score_1,label_2,score_2,label_3,score_3,label_4,score_4,label_5,score_5,error',
    'a.png,lemon,0.500000,orange,0.250000,,,,,,,',
    'b.png,,,,,,,,,,,It is empty.',
    'c.png,,,,,,,,,,,',
    '',
  ]);
});

test.each([
  ['a,b.png', '"a,b.png"'],
  ['say "hi".png', '"say ""hi"".png"'],
  ['two\nlines.png', '"two\nlines.png"'],
  ['two\r\nlines.png', '"two\r\nlines.png"'],
  ['=1+1.png', "'=1+1.png"],
  ['+1.png', "'+1.png"],
  ['-1.png', "'-1.png"],
  ['@sum.png', "'@sum.png"],
  ['\t=1.png', "'\t=1.png"],
  ['=HYPERLINK("https://x","y").png', '"\'=HYPERLINK(""https://x"",""y"").png"'],
  ['照片.png', '照片.png'],
])('%j is written as %j', (path, field) => {
  expect(csvOf([shot(path, undefined)], () => '')).toContain(`\r\n${field},,`);
});
