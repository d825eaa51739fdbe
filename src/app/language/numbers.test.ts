import { expect, test } from 'vitest';
import { en } from './en';
import { counted, inSentence, sentence } from './numbers';
import { zh } from './zh';

test('numbers are short, and those that stand below each other have as many decimals', () => {
  const { n } = en;
  expect([0.9341, 0.84, 0.008, 0.0004, 0, 1].map(n.percent)).toEqual([
    '93.4%',
    '84.0%',
    '0.8%',
    '<0.1%',
    '<0.1%',
    '100.0%',
  ]);
  expect([3.24, 3, 412.4, 1027].map(n.milliseconds)).toEqual(['3.2 ms', '3.0 ms', '412 ms', '1,027 ms']);
  expect([0, 22_600, 100_000, 15_158_672].map(n.megabytes)).toEqual(['0.0 MB', '23 kB', '0.1 MB', '15.2 MB']);
  expect(n.large(7_475_192)).toBe('7.5 million');
  expect([8_000, 1_000].map(n.seconds)).toEqual(['8 seconds', '1 second']);
  expect([1, 1000].map((count) => counted(n, count, 'class'))).toEqual(['1 class', '1,000 classes']);
  expect([en.knows.found(1, 1), en.knows.found(1, 9)]).toEqual(['1 class', '1 of 9 classes']);
  expect([0, 9.9, 38, 94, 95, 200].map(n.timeLeft)).toEqual([
    'less than 10 seconds',
    'less than 10 seconds',
    '40 seconds',
    '90 seconds',
    '2 minutes',
    '3 minutes',
  ]);
  expect([n.share(4, 48), n.share(1, undefined)]).toEqual(['8%', '0%']);
  expect([1.84, -0.4, 0].map(n.signed)).toEqual(['+1.8', '-0.4', '0.0']);
});

test('Chinese counts in ten thousands', () => {
  expect(zh.n.large(7_475_192)).toBe('747.5万');
  expect(zh.n.timeLeft(38)).toBe('40 秒');
});

test('a name in a sentence is short, and turns nothing round', () => {
  expect(inSentence('a.png')).toBe('a.png');
  expect(inSentence('photo\u202egnp.exe\n')).toBe('photognp.exe');
  expect(inSentence('صورة 2024.png')).toBe('\u2068صورة 2024.png\u2069');
  const long = inSentence(`${'a'.repeat(240)}.png`);
  expect(long).toMatch(/^a+…a+\.png$/);
  expect(long).toHaveLength(76);
  expect(en.n.listed(['b\u202ec.png', 'd.png'])).toBe('bc.png and d.png');
});

test('names are listed; many are counted', () => {
  const { leftOut } = en.photo;
  expect(leftOut(['a.png'])).toBe('One photo at a time: a.png is left out.');
  expect(leftOut(['a.png', 'b.png', 'c.png'])).toBe('One photo at a time: a.png, b.png and c.png are left out.');
  expect(leftOut(['a.png', 'b.png', 'c.png', 'd.png'])).toBe(
    'One photo at a time: a.png, b.png and 2 more are left out.',
  );
  expect(zh.photo.leftOut(['a.png', 'b.png'])).toBe('一次只看一张照片，a.png和b.png没有处理。');
});

test('messages become sentences', () => {
  expect(sentence(new Error('the download failed'))).toBe('The download failed.');
  expect(sentence(new Error('notes.png is empty; choose another.'))).toBe('notes.png is empty; choose another.');
  expect(sentence('what now?')).toBe('What now?');
});
