import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STORAGES } from '../../core/storage';
import type { WeightRequest } from '../../core/weights';
import { seededTensor } from '../../testing/seeded';
import { storedWeight } from '../../testing/storedWeight';
import { stateDictOf } from '../stateDict';
import { packWeight } from './pack';
import { rowBytes, unpackRow, unpackWeight } from './unpackRow';

const small = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const weights = fc.oneof(
  // One group with any sizes; several groups with whole blocks, of inputs as many as if they were.
  fc.record({ groups: fc.constant(1), outputs: small(21), inputs: small(13) }),
  fc.record({ groups: small(3), outputs: small(3).map((n) => n * 4), inputs: small(10).filter((n) => n % 4 !== 3) }),
);

/** Integers know no -0. */
const plusZero = (value: number): number => value + 0;

describe.each(STORAGES)('in %s', (storage) => {
  test.each(['blocked', 'plain'] as const)('each row of a %s weight is what the storage keeps', async (layout) => {
    await fc.assert(
      fc.asyncProperty(
        weights,
        fc.infiniteStream(fc.float({ min: -3, max: 3, noNaN: true })),
        async (sizes, numbers) => {
          const { groups, inputs } = sizes;
          const outputs = groups * sizes.outputs;
          const weight = {
            shape: [outputs, inputs, 1, 1],
            data: Float32Array.from({ length: outputs * inputs }, () => numbers.next().value),
          };
          const bias = { shape: [outputs], data: Float32Array.from({ length: outputs }, (_, i) => i + 0.5) };
          const stateDict = stateDictOf(
            new Map([
              ['fc.weight', weight],
              ['fc.bias', bias],
            ]),
          );
          const source = { conv: 'fc', bias: true };
          const request: WeightRequest = {
            name: 'fc',
            source,
            shape: [outputs, inputs, 1, 1],
            groups,
            layout,
            storage,
          };
          const kept = Array.from(storedWeight(weight, storage).data, plusZero);
          const packed = await packWeight(request, stateDict);
          for (let output = 0; output < outputs; output++) {
            const { from, to } = rowBytes(request, output);
            expect([from % 4, to % 4]).toEqual([0, 0]);
            for (const start of [from, 0]) {
              const row = unpackRow(
                request,
                output,
                packed.weight.slice(start, start === 0 ? undefined : to),
                start,
                packed.bias,
              );
              expect(Array.from(Float32Array.from(row.factors), plusZero)).toEqual(
                kept.slice(output * inputs, (output + 1) * inputs),
              );
              expect(row.bias).toBe(output + 0.5);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each(['blocked', 'plain'] as const)(
    'a whole %s weight of 3x3 taps is what the storage keeps',
    async (layout) => {
      for (const [outputs, inputs, groups] of [
        [5, 3, 1],
        [8, 4, 2],
        [7, 9, 1],
      ] as const) {
        const weight = seededTensor('weight', [outputs, inputs, 3, 3], 1);
        const bias = seededTensor('bias', [outputs], 1);
        const stateDict = stateDictOf(new Map(Object.entries({ 'conv.weight': weight, 'conv.bias': bias })));
        const source = { conv: 'conv', bias: true };
        const request: WeightRequest = {
          name: 'conv',
          source,
          shape: [outputs, inputs, 3, 3],
          groups,
          layout,
          storage,
        };
        const packed = await packWeight(request, stateDict);
        const unpacked = unpackWeight(request, packed.weight, packed.bias);
        expect(Array.from(unpacked.weight, plusZero)).toEqual(Array.from(storedWeight(weight, storage).data, plusZero));
        expect(unpacked.bias).toEqual(bias.data);
      }
    },
  );
});
