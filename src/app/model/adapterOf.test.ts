import { expect, test } from 'vitest';
import { adapterOf } from './adapterOf';

test.each([
  ['amd rdna-2', true, 'amd rdna-2'],
  ['unknown adapter', false, undefined],
])('an adapter is named as the browser names it: %s', (adapter, isAdapterNamed, name) =>
  expect(adapterOf({ adapter, isAdapterNamed })).toBe(name),
);
