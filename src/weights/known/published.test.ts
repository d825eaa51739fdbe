/** The list that pages offer. */
import { expect, test } from 'vitest';
import { DEFAULT_MODEL } from '../../model/variants';
import { architectureOf, checkModelName, publishedModels } from './published';

test('the list has every checkpoint once, the embedded one first, each with a file name of its own', () => {
  expect(publishedModels[0]).toMatchObject({ name: DEFAULT_MODEL, url: undefined, bytes: 15158672, top1: undefined });
  expect(new Set(publishedModels.map(({ file }) => file)).size).toBe(publishedModels.length);
  expect(publishedModels.find(({ name }) => name === 'resnest50d.in1k')).toEqual({
    name: 'resnest50d.in1k',
    model: 'resnest50',
    file: 'resnest50d.in1k.safetensors',
    url: 'https://huggingface.co/timm/resnest50d.in1k/resolve/main/model.safetensors',
    isReadable: true,
    bytes: undefined,
    sha256: undefined,
    top1: 80.958,
    license: 'Apache-2.0',
    reliability: undefined,
  });
});

test('an entry has its digest as far as it is known', () => {
  const digestOf = (wanted: string) => publishedModels.find(({ name }) => name === wanted)?.sha256;
  expect(digestOf('resnest14d.gluon_in1k')).toMatch(/^e56bef38[0-9a-f]{56}$/);
  expect(digestOf('resnest50-528c19ca')).toBe('528c19ca');
});

test('files of GitHub are those that no page can read', () => {
  const unreadable = publishedModels.filter(({ isReadable }) => !isReadable);
  expect(unreadable.every(({ url, file }) => url?.startsWith('https://github.com/') && file.endsWith('.pth'))).toBe(
    true,
  );
  expect(unreadable).toHaveLength(13);
});

test('a name leads to its architecture', () => {
  expect(architectureOf('resnest50d.in1k')).toBe('resnest50');
  expect(architectureOf('resnest50')).toBe('resnest50');
  expect(checkModelName('resnest50d.in1k')).toBe('resnest50d.in1k');
  expect(() => checkModelName('resnest51')).toThrow(
    /^there is no model resnest51; the nearest that are known are resnest5/,
  );
});
