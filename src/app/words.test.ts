import { expect, test } from 'vitest';
import { DeviceLostError } from '../index';
import { megabytes, milliseconds, millions, percent, sentence } from './words';

test('numbers are short', () => {
  expect([0.9341, 0.008, 0.0004, 0, 1].map(percent)).toEqual(['93.4%', '0.8%', '<0.1%', '<0.1%', '100%']);
  expect([3.24, 412.4, 1027].map(milliseconds)).toEqual(['3.2 ms', '412 ms', '1,027 ms']);
  expect(megabytes(15_158_672)).toBe('15.2 MB');
  expect(millions(7_475_192)).toBe('7.5 million');
});

test('errors become sentences', () => {
  expect(sentence(new Error('the download failed'))).toBe('The download failed.');
  expect(sentence(new Error('notes.png is empty; choose another.'))).toBe('notes.png is empty; choose another.');
  expect(sentence(new DeviceLostError('create the classifier anew'))).toMatch(/load the model again\.$/);
  expect(sentence('what now?')).toBe('What now?');
});
