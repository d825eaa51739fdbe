/**
 * The table of containers, held to the lists that cannot be made from it.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STORAGES } from '../../core/storage';
import { fileNameOf, identityOf } from '../fetching/address';
import { chooseOne, neither } from './container';
import { CHECKPOINT_SUFFIXES } from './suffixes';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

test.each(CHECKPOINT_SUFFIXES)('%s is a dot and letters, and README names it', (suffix) => {
  expect(suffix).toMatch(/^(\.[a-z]+)+$/);
  expect(readme).toContain(`${suffix}`);
});

test.each(CHECKPOINT_SUFFIXES)('a token in the address of a %s file is no part of its identity', (suffix) => {
  const address = `https://host.org/models/w${suffix}`;
  expect(identityOf(`${address}?token=secret`)).toBe(address);
  expect(fileNameOf(address)).toBe(`w${suffix}`);
});

test.each(STORAGES)('README names the storage %s', (storage) => {
  expect(readme).toContain(`'${storage}'`);
});

test('sentences name each kind of file once', () => {
  expect(neither()).toBe('neither safetensors nor from torch.save');
  expect(chooseOne()).toBe('choose a safetensors file or one that torch.save wrote');
});
