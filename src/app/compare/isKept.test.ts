import { expect, test } from 'vitest';
import { publishedModels, type StoredModel } from '../../index';
import { pageOf } from '../model/published/pageOf';
import { isKeptAmong } from './isKept';

const entryNamed = (name: string) => {
  const entry = publishedModels.find((each) => each.name === name);
  if (!entry) throw new Error(`there is no ${name}`);
  return entry;
};
const kept = (key: string, complete = true): StoredModel => ({
  ...{ key, complete, bytes: 1, loaded: 1, name: '', written: new Date(0), lastUsed: new Date(0) },
});

test('a model is kept under the digest of its file, or under its address where that is not known', () => {
  const [known, unknown] = [entryNamed('resnest14d.gluon_in1k'), entryNamed('resnest50d.in1k')];
  const models = [kept(`${known.sha256 ?? ''}#f32`), kept(`${unknown.url ?? ''}#f32`)];
  expect([known, unknown].map((entry) => isKeptAmong(models, entry))).toEqual([true, true]);
  expect(isKeptAmong(models, entryNamed('resnest26d.gluon_in1k'))).toBe(false);
  expect(isKeptAmong([kept(`${known.sha256 ?? ''}#f32`, false)], known)).toBe(false); // a download that has not ended
  expect(isKeptAmong([], entryNamed('resnest26_2s1x32d'))).toBe(true);
});

test('a source is a page for people, not the file', () => {
  expect(pageOf(entryNamed('resnest50d.in1k').url ?? '')).toBe('https://huggingface.co/timm/resnest50d.in1k');
  expect(pageOf(entryNamed('resnest50-528c19ca').url ?? '')).toBe(
    'https://github.com/zhanghang1989/ResNeSt/releases/tag/weights_step1',
  );
});
