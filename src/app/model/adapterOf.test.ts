import { expect, test } from 'vitest';
import { adapterName } from '../../gpu/device';
import { adapterOf } from './adapterOf';

test.each([
  [{ vendor: 'amd', architecture: 'rdna-2' }, 'amd rdna-2'],
  [{ vendor: '', architecture: '', description: '' }, undefined],
  [undefined, undefined],
])('an adapter is named as the browser names it: %j', (info, name) =>
  expect(adapterOf({ adapter: adapterName(info) })).toBe(name),
);
