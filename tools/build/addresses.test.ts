/** How a built module may name its own address. */
import { expect, test } from 'vitest';
import { checkAddresses } from './addresses';

const literal = 'new URL("./weights/a.safetensors", import.meta.url)';

test('an address that bundlers read is taken', () => {
  expect(() => checkAddresses(`var a = () => ${literal};`)).not.toThrow();
});

test.each([
  ['no address at all', 'var a = 1;'],
  ['another use of it', `var a = () => ${literal}, b = import.meta.url;`],
  ['a name for it', 'let t = import.meta.url; new URL(`./weights/${n}`, t);'],
  ['an environment', `var a = () => ${literal}, b = import.meta.env.DEV;`],
])('%s is refused', (_, code) => {
  expect(() => checkAddresses(code)).toThrow(/^The module names its own address \d times/);
});
