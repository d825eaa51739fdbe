import { expect, test } from 'vitest';
import { STORAGES } from '../core/tensor';
import type { WeightRequest } from '../core/weights';
import { seededWeights } from '../testing/seeded';
import { packWeight } from './pack';
import { packInSlices } from './packSlices';
import { type StateDict, stateDictOf } from './stateDict';

const norm = ['weight', 'bias', 'running_mean', 'running_var'] as const;

function stateDictFor({ shape }: WeightRequest): StateDict {
  const parameters = [
    { name: 'conv.weight', shape },
    { name: 'conv.bias', shape: [shape[0]] },
    ...norm.map((word) => ({ name: `bn.${word}`, shape: [shape[0]] })),
  ];
  return stateDictOf(seededWeights(parameters));
}

function inSlices(request: WeightRequest, stateDict: StateDict) {
  const packing = packInSlices(request, stateDict);
  let pauses = 0;
  let step = packing.next();
  for (; !step.done; step = packing.next()) pauses++;
  return { pauses, packed: step.value };
}

const base = { name: 'step', source: { conv: 'conv', bias: true, batchNorm: 'bn' }, groups: 1 } as const;
const CASES: readonly Pick<WeightRequest, 'shape' | 'groups' | 'layout'>[] = [
  { shape: [200, 512, 3, 3], groups: 1, layout: 'blocked' },
  { shape: [202, 515, 3, 3], groups: 1, layout: 'blocked' }, // neither is whole blocks
  { shape: [256, 320, 3, 3], groups: 4, layout: 'blocked' }, // slices reach over the end of a group
  { shape: [1001, 1024, 1, 1], groups: 1, layout: 'plain' },
];

test.each(CASES.flatMap((each) => STORAGES.map((storage) => ({ ...each, storage }))))(
  'slices of $shape, $layout as $storage, are what is packed at once',
  (each) => {
    const request = { ...base, ...each };
    const stateDict = stateDictFor(request);
    const { pauses, packed } = inSlices(request, stateDict);
    expect(pauses).toBeGreaterThan(2);
    const whole = packWeight(request, stateDict);
    expect({ ...packed, weight: 0, bias: 0 }).toEqual({ ...whole, weight: 0, bias: 0 });
    expect(Buffer.from(packed.bias).equals(Buffer.from(whole.bias))).toBe(true);
    expect(Buffer.from(packed.weight).equals(Buffer.from(whole.weight))).toBe(true);
  },
);

test('a small weight is packed at once, and a tensor of another size is refused as ever', () => {
  const small: WeightRequest = { ...base, shape: [8, 4, 1, 1], layout: 'plain', storage: 'f32' };
  expect(inSlices(small, stateDictFor(small)).pauses).toBe(0);
  const large: WeightRequest = { ...small, shape: [1024, 1024, 1, 1] };
  expect(() => inSlices(large, stateDictFor(small))).toThrow(
    /has the shape \[8, 4, 1, 1\], expected \[1024, 1024, 1, 1\]/,
  );
});
