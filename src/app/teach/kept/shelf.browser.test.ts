/**
 * Projects that an earlier version of the page kept.
 */
import { expect, test } from 'vitest';
import { keep, type Project, projects, remove } from './shelf';

test('a project that names its model by a text is read as one of that model', async () => {
  const kept = { name: 'leaves', classes: [], saved: new Date(0), model: 'flowers.pth (1234 B)' };
  await keep(kept as unknown as Project);
  const found = (await projects()).find(({ name }) => name === kept.name);
  expect(found?.model).toEqual({ name: 'flowers.pth', bytes: 1234, digest: undefined });
  await remove(kept.name);
});
