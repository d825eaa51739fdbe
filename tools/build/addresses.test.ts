/** How a built module may name its own address. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAddresses, moveAddresses } from './addresses';

const literal = 'new URL("./weights/a.safetensors", import.meta.url)';

test('an address that bundlers read is taken', () => {
  expect(() => checkAddresses(`var a = () => ${literal};`, 1)).not.toThrow();
  const worker = 'new Worker(new URL("./worker-thread.js", import.meta.url),{type:"module"})';
  expect(() => checkAddresses(`var a = () => ${literal}, b = () => ${worker};`, 2)).not.toThrow();
});

test.each([
  ['no address at all', 'var a = 1;'],
  ['another use of it', `var a = () => ${literal}, b = import.meta.url;`],
  ['a name for it', 'let t = import.meta.url; new URL(`./weights/${n}`, t);'],
  ['a worker of a type that a bundler computes', 'new Worker(new URL("./worker-thread.js", import.meta.url), o)'],
  ['an environment', `var a = () => ${literal}, b = import.meta.env.DEV;`],
])('%s is refused', (_, code) => {
  expect(() => checkAddresses(code, 1)).toThrow(/^The module names its own address \d times/);
});

test('the address of the weights is moved beside the module, wherever the file that names it lies', () => {
  const path = join(import.meta.dirname, '../../src/weights/known/shippedUrl.ts');
  const moved = moveAddresses(readFileSync(path, 'utf8'));
  expect(moved).toContain("new URL('./weights/resnest26_2s1x32d.safetensors', import.meta['url'])");
  expect(moved).not.toContain('import.meta.url)');
});
