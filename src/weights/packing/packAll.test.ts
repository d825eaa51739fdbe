import { expect, test } from 'vitest';
import { isComplete, type WeightRequest } from '../../core/weights';
import { packAll } from './packAll';
import { stateDictOf } from '../stateDict';

const SHAPE = [512, 512, 3, 3] as const;
const stateDict = stateDictOf(
  new Map([['conv.weight', { shape: SHAPE, data: new Float32Array(512 * 512 * 9).fill(1) }]]),
);

const requests = (count: number): WeightRequest[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `step${i}`,
    source: { conv: 'conv', bias: false },
    shape: SHAPE,
    groups: 1,
    layout: 'blocked',
    storage: 'f16',
  }));

test('packs in the order of the requests and lets other tasks run meanwhile', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const names: string[] = [];
  for await (const packed of packAll(requests(12), stateDict)) if (isComplete(packed)) names.push(packed.name);
  clearInterval(timer);
  expect(names).toEqual(requests(12).map(({ name }) => name));
  expect(turns).toBeGreaterThan(1);
});

test("stops between two weights with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const names: string[] = [];
  const packing = (async () => {
    for await (const { name } of packAll(requests(5), stateDict, { signal: controller.signal })) {
      names.push(name);
      controller.abort(reason);
    }
  })();
  await expect(packing).rejects.toBe(reason);
  expect(names).toEqual(['step0']);
});
