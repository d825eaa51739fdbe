import { expect, test } from 'vitest';
import { STORAGE_KINDS, STORAGES } from '../../core/storage';
import { isComplete, type PackedWeight, type WeightRequest } from '../../core/weights';
import { seededWeights } from '../../testing/seeded';
import { packWeight } from './pack';
import { packInPieces } from './packPieces';
import { type StateDict, stateDictOf } from '../stateDict';

const norm = ['weight', 'bias', 'running_mean', 'running_var'] as const;

function stateDictFor({ shape }: WeightRequest): StateDict {
  const parameters = [
    { name: 'conv.weight', shape },
    { name: 'conv.bias', shape: [shape[0]] },
    ...norm.map((word) => ({ name: `bn.${word}`, shape: [shape[0]] })),
  ];
  return stateDictOf(seededWeights(parameters));
}

async function piecesOf(request: WeightRequest, stateDict: StateDict): Promise<PackedWeight[]> {
  const pieces: PackedWeight[] = [];
  for await (const piece of packInPieces(request, stateDict)) pieces.push(piece);
  return pieces;
}

/** The pieces of a weight, and what they make together. */
async function inPieces(request: WeightRequest, stateDict: StateDict) {
  const pieces = await piecesOf(request, stateDict);
  const joined = (part: 'weight' | 'bias') => Buffer.concat(pieces.map((piece) => Buffer.from(piece[part])));
  return { pieces, weight: joined('weight'), bias: joined('bias') };
}

const base = { name: 'step', source: { conv: 'conv', bias: true, batchNorm: 'bn' }, groups: 1 } as const;
const CASES: readonly Pick<WeightRequest, 'shape' | 'groups' | 'layout'>[] = [
  { shape: [200, 512, 3, 3], groups: 1, layout: 'blocked' },
  { shape: [202, 515, 3, 3], groups: 1, layout: 'blocked' }, // neither is whole blocks
  { shape: [256, 320, 3, 3], groups: 4, layout: 'blocked' }, // pieces reach over the end of a group
  { shape: [1001, 1024, 1, 1], groups: 1, layout: 'plain' },
];

test('a weight whose groups begin within a block is packed at once', async () => {
  const request = { ...base, shape: [256, 322, 3, 3], groups: 4, layout: 'blocked', storage: 'f32' } as const;
  const stateDict = stateDictFor(request);
  expect(await piecesOf(request, stateDict)).toEqual([await packWeight(request, stateDict)]);
});

test.each(CASES.flatMap((each) => STORAGES.map((storage) => ({ ...each, storage }))))(
  'pieces of $shape, $layout as $storage, are what is packed at once',
  async (each) => {
    const request = { ...base, ...each };
    const stateDict = stateDictFor(request);
    const { pieces, weight, bias } = await inPieces(request, stateDict);
    const whole = await packWeight(request, stateDict);
    expect(pieces.length).toBeGreaterThan(2);
    expect(bias.equals(Buffer.from(whole.bias))).toBe(true);
    expect(weight.equals(Buffer.from(whole.weight))).toBe(true);

    let from = 0;
    for (const piece of pieces) {
      expect(piece).toMatchObject({
        name: 'step',
        storage: each.storage,
        piece: { from, of: whole.weight.byteLength },
      });
      expect(piece.weight.byteLength).toBeLessThanOrEqual(2 ** 17 * (STORAGE_KINDS[each.storage].bits / 8));
      from += piece.weight.byteLength;
      const isLast = from === whole.weight.byteLength;
      expect(isComplete(piece)).toBe(isLast);
      expect(piece.bias.byteLength).toBe(isLast ? whole.bias.byteLength : 0);
    }
  },
);

test('a small weight comes whole, and a tensor of another size is refused as ever', async () => {
  const small: WeightRequest = { ...base, shape: [8, 4, 1, 1], layout: 'plain', storage: 'f32' };
  expect(await piecesOf(small, stateDictFor(small))).toEqual([await packWeight(small, stateDictFor(small))]);
  const large: WeightRequest = { ...small, shape: [1024, 1024, 1, 1] };
  await expect(piecesOf(large, stateDictFor(small))).rejects.toThrow(
    /has the shape \[8, 4, 1, 1\], expected \[1024, 1024, 1, 1\]/,
  );
});
