/** Where the shipped file is looked for, and what is said where it is not. */
import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DEFAULT_MODEL } from '../../model/variants';
import { shippedCheckpoint } from './manifest';
import { leftBehindAdvice, servedUrl, shippedUrl } from './shippedUrl';

const FILE = 'weights/resnest26_2s1x32d.safetensors';

test('every file that ships has an address', async () => {
  const shipped = shippedCheckpoint(DEFAULT_MODEL);
  if (!shipped) throw new Error('nothing ships');
  await access(fileURLToPath(shippedUrl(shipped)));
  expect(() => shippedUrl({ ...shipped, url: 'other.safetensors' })).toThrow(
    'this bundle does not know its own address',
  );
  expect(leftBehindAdvice(shipped)).toContain(`node_modules/resnest-webgpu/dist/${FILE} into`);
});

test.each([
  ['https://a.org/app/node_modules/.vite/deps/', 'https://a.org/app/node_modules/resnest-webgpu/dist/'],
  [
    'http://localhost:5173/node_modules/.vite/vitest/0f3/deps/',
    'http://localhost:5173/node_modules/resnest-webgpu/dist/',
  ],
  [
    'http://localhost:3000/_nuxt/node_modules/.cache/vite/client/deps/',
    'http://localhost:3000/_nuxt/node_modules/resnest-webgpu/dist/',
  ],
])('a development server that copied the module to %s serves its files at %s', (copied, served) => {
  expect(servedUrl(copied + FILE)).toBe(served + FILE);
});

test.each([
  'https://a.org/assets/',
  'https://a.org/deps/',
  'http://localhost:5173/node_modules/resnest-webgpu/dist/',
  'http://localhost:5173/node_modules/.pnpm/resnest-webgpu@0.1.0/node_modules/resnest-webgpu/dist/',
])('a file beside a module in %s is looked for there', (folder) => {
  expect(servedUrl(folder + FILE)).toBe(folder + FILE);
});
