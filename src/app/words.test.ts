import { expect, test } from 'vitest';
import {
  isChance,
  listed,
  megabytes,
  milliseconds,
  millions,
  percent,
  seconds,
  sentence,
  share,
  timeLeft,
} from './words';

test('numbers are short, and those that stand below each other have as many decimals', () => {
  expect([0.9341, 0.84, 0.008, 0.0004, 0, 1].map(percent)).toEqual([
    '93.4%',
    '84.0%',
    '0.8%',
    '<0.1%',
    '<0.1%',
    '100.0%',
  ]);
  expect([3.24, 3, 412.4, 1027].map(milliseconds)).toEqual(['3.2 ms', '3.0 ms', '412 ms', '1,027 ms']);
  expect(megabytes(15_158_672)).toBe('15.2 MB');
  expect(millions(7_475_192)).toBe('7.5 million');
  expect(seconds(8_000)).toBe('8 seconds');
  expect([0, 9.9, 38, 94, 95, 200].map(timeLeft)).toEqual([
    'less than 10 seconds',
    'less than 10 seconds',
    '40 seconds',
    '90 seconds',
    '2 minutes',
    '3 minutes',
  ]);
  expect([share(4, 48), share(1, undefined)]).toEqual(['8%', '0%']);
});

test('names are listed; many are counted', () => {
  expect(listed(['a.png'])).toBe('a.png');
  expect(listed(['a.png', 'b.png', 'c.png'])).toBe('a.png, b.png and c.png');
  expect(listed(['a.png', 'b.png', 'c.png', 'd.png'])).toBe('a.png, b.png and 2 more');
});

test('an answer at chance is known for any number of classes', () => {
  const best = (score: number): { readonly score: number }[] => [{ score }, { score: 0 }];
  expect([0.0011, 0.0109].map((score) => isChance(best(score), 1000))).toEqual([true, true]);
  expect([0.0111, 0.84].map((score) => isChance(best(score), 1000))).toEqual([false, false]);
  expect([0.505, 0.52].map((score) => isChance(best(score), 2))).toEqual([true, false]);
});

test('messages become sentences', () => {
  expect(sentence(new Error('the download failed'))).toBe('The download failed.');
  expect(sentence(new Error('notes.png is empty; choose another.'))).toBe('notes.png is empty; choose another.');
  expect(sentence('what now?')).toBe('What now?');
});
