import { expect, test } from 'vitest';
import { WeightsError } from '../core/errors';
import { type DType, matchParameters, type StateDict, stateDictOf, tensorNamed } from './stateDict';

const zeros = (shapes: Record<string, readonly number[]>, dtype: DType = 'F32'): StateDict =>
  new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { dtype, shape, read: () => Promise.resolve(new Float32Array(0)) },
    ]),
  );

const PARAMETERS = [
  { name: 'conv.weight', shape: [4, 3, 3, 3] },
  { name: 'bn.weight', shape: [4] },
  { name: 'bn.num_batches_tracked', shape: [] },
];
const FITTING = { 'conv.weight': [4, 3, 3, 3], 'bn.weight': [4] };

test('a checkpoint with exactly the parameters fits, with or without counters', () => {
  matchParameters(zeros(FITTING), PARAMETERS, 'tiny');
  matchParameters(new Map([...zeros(FITTING), ...zeros({ 'bn.num_batches_tracked': [] }, 'I64')]), PARAMETERS, 'tiny');
  matchParameters(zeros({ ...FITTING, 'other.num_batches_tracked': [1] }), PARAMETERS, 'tiny');
});

test('one error names all that is wrong', () => {
  const stateDict = new Map([...zeros({ 'conv.weight': [4, 3, 1, 1] }, 'I32'), ...zeros({ 'fc.weight': [1] })]);
  const match = (): void => matchParameters(stateDict, PARAMETERS, 'tiny');
  expect(match).toThrow(WeightsError);
  expect(match).toThrow(
    'the checkpoint does not fit tiny (1 missing: "bn.weight"; 1 unexpected: "fc.weight"; ' +
      '1 of another shape: "conv.weight" (got [4, 3, 1, 1], expected [4, 3, 3, 3]); ' +
      '1 not of type F32, F16, BF16 or F64: "conv.weight" (I32)); choose the model that it was made for',
  );
});

test('a shape with the same number of elements is still another shape', () => {
  expect(() => matchParameters(zeros({ ...FITTING, 'bn.weight': [4, 1] }), PARAMETERS, 'tiny')).toThrow(
    '"bn.weight" (got [4, 1], expected [4])',
  );
  expect(() => matchParameters(zeros({ ...FITTING, 'bn.weight': [] }), PARAMETERS, 'tiny')).toThrow(
    '"bn.weight" (got [], expected [4])',
  );
});

test('long lists are cut after three names', () => {
  const names = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`extra${String(i)}`, [1]]));
  expect(() => matchParameters(zeros({ ...FITTING, ...names }), PARAMETERS, 'tiny')).toThrow(
    '(8 unexpected: "extra0", "extra1", "extra2" and 5 more);',
  );
});

test('tensorNamed finds a tensor or says which is missing', async () => {
  const data = Float32Array.of(1, 2);
  const stateDict = stateDictOf(new Map([['w', { shape: [2], data }]]));
  expect(tensorNamed(stateDict, 'w')).toMatchObject({ dtype: 'F32', shape: [2] });
  expect(await tensorNamed(stateDict, 'w').read()).toBe(data);
  expect(() => tensorNamed(stateDict, 'v')).toThrow(/no tensor "v"/);
});
