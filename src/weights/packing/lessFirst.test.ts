import { expect, test } from 'vitest';
import type { WeightRequest } from '../../core/weights';
import { rSoftMaxReference } from '../../ops/references/splitAttention';
import { seededTensor } from '../../testing/seeded';
import { type StateDict, stateDictOf } from '../stateDict';
import { lessFirst, withFirst } from './lessFirst';
import { packAll } from './packAll';

const CASES = [
  { radix: 2, groups: 1, width: 24, inputs: 16 },
  { radix: 4, groups: 2, width: 5, inputs: 3 },
  { radix: 3, groups: 4, width: 1, inputs: 4 },
] as const;

const requestOf = ({ radix, groups, width, inputs }: (typeof CASES)[number]): WeightRequest => ({
  ...{ name: 'fc2', source: { conv: 'fc2', bias: true, radix }, groups, layout: 'plain', storage: 'f32' },
  shape: [groups * (radix - 1) * width, inputs, 1, 1],
});

function checkpointOf({ radix, groups, width, inputs }: (typeof CASES)[number]): StateDict {
  const outputs = groups * radix * width;
  const weight = seededTensor('weight', [outputs, inputs, 1, 1]);
  return stateDictOf(
    new Map([
      ['fc2.weight', weight],
      ['fc2.bias', seededTensor('bias', [outputs])],
    ]),
  );
}

const valuesOf = (stateDict: StateDict, word: string): Promise<Float32Array> =>
  stateDict.get(`fc2.${word}`)?.read() ?? Promise.reject(new Error(`no ${word}`));

test.each(CASES)('radix $radix, $groups groups: each less that of the first split', async (sizes) => {
  const { radix, groups, width, inputs } = sizes;
  const whole = checkpointOf(sizes);
  const seen = lessFirst(requestOf(sizes), whole);
  for (const [word, each] of [
    ['weight', inputs],
    ['bias', 1],
  ] as const) {
    const all = await valuesOf(whole, word);
    const expected: number[] = [];
    for (let k = 0; k < groups; k++)
      for (let r = 1; r < radix; r++)
        for (let i = 0; i < width * each; i++) {
          const of = (split: number): number => all[(k * radix + split) * width * each + i] ?? NaN;
          expected.push(Math.fround(of(r) - of(0)));
        }
    expect([...(await valuesOf(seen, word))]).toEqual(expected);
    const part = await seen.get(`fc2.${word}`)?.read(each, 4 * each);
    expect([...(part ?? [])]).toEqual(expected.slice(each, 4 * each));
  }
});

test.each(CASES)('radix $radix, $groups groups: with a first split of zeros the softmax is the same', async (sizes) => {
  const { radix, groups } = sizes;
  const request = requestOf(sizes);
  const seen = lessFirst(request, checkpointOf(sizes));
  const [weight, bias] = [await valuesOf(seen, 'weight'), await valuesOf(seen, 'bias')];
  const filled = withFirst(request, { weight, bias });
  const shares = (biases: Float32Array, given: number): Float64Array => {
    const input = { shape: [1, biases.length, 1, 1], data: Float64Array.from(biases) };
    return rSoftMaxReference({ type: 'rSoftMax', radix: given, cardinality: groups }, input).data;
  };
  // The reference reads logits less the first; a radix of one more takes all of these as such, and adds a zero.
  expect(filled.bias.length).toBe((bias.length / (radix - 1)) * radix);
  const want = shares(bias, radix);
  const got = shares(filled.bias, radix + 1);
  const width = bias.length / groups / (radix - 1);
  const one = (all: Float64Array, r: number, c: number): number => all[r * groups * width + c] ?? NaN;
  for (let c = 0; c < groups * width; c++) {
    const rest = 1 - one(got, 0, c);
    for (let r = 0; r < radix; r++) expect(one(got, r + 1, c) / rest).toBeCloseTo(one(want, r, c), 12);
  }
  expect(filled.weight.length).toBe((weight.length / (radix - 1)) * radix);
});

test('a checkpoint of another size is refused with both sizes, less the first split', async () => {
  const [sizes] = CASES;
  const packed = packAll([{ ...requestOf(sizes), shape: [8, 16, 1, 1] }], checkpointOf(sizes));
  await expect(packed.next()).rejects.toThrow('has the shape [24, 16, 1, 1], expected [8, 16, 1, 1]');
});
