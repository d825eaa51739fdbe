import { expect, test } from 'vitest';
import { WeightsError } from '../../../core/errors';
import { bytesOf, called, int, named, pickle } from '../../../testing/checkpoints/pickles';
import { ByteReader } from '../byteReader';
import { unpickle } from '../pickle/pickle';
import { Inert } from '../pickle/values';
import { TORCH_NAMES } from './torchNames';

const read = (body: string, names?: typeof TORCH_NAMES): unknown =>
  unpickle(new ByteReader(bytesOf(pickle(body)), 'its pickle'), names ? { names } : {});

test.each<[string, string, RegExp]>([
  ['a call of a storage class', called(named('torch', 'FloatStorage'), int(1)), /calls a type/],
  [
    'a tuple rebuilt by another tuple',
    called(named('torch._tensor', '_rebuild_from_type_v2'), ')', ')', ')', 'N'),
    /calls/,
  ],
  [
    'a tensor rebuilt by what makes none',
    called(named('torch._tensor', '_rebuild_from_type_v2'), named('collections', 'OrderedDict'), 'N', ')', 'N'),
    /calls torch\._tensor\._rebuild_from_type_v2 with/,
  ],
  [
    'a parameter of no tensor',
    called(named('torch._utils', '_rebuild_parameter'), int(1)),
    /calls torch\._utils\._rebuild_parameter with arguments that it does not take \(a number\)/,
  ],
  ['a tensor of no storage', called(named('torch._utils', '_rebuild_tensor_v2'), int(1)), /has no storage/],
])('%s gives one sentence on one line', (_, body, message) => {
  const attempt = (): unknown => read(body, TORCH_NAMES);
  expect(attempt).toThrow(WeightsError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(/^[^\n]{20,500}[^.\n]$/);
});

test("a pickle that is no checkpoint knows none of PyTorch's names", () => {
  expect(read(named('torch', 'FloatStorage'))).toEqual(new Inert('torch.FloatStorage'));
});
