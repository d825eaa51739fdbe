/**
 * Packs one weight a few outputs at a time, so that neither time nor memory is taken for the whole of it at once.
 */
import { release } from '../../core/release';
import { LEAST_BITS } from '../../core/storage';
import { elementCount } from '../../core/tensor';
import type { PackedWeight, WeightRequest } from '../../core/weights';
import { type StateDict, type StoredTensor, tensorNamed } from '../stateDict';
import { packWeight } from './pack';
import { channelLists, listBytes, weightBytes } from './packedBytes';

/** In one piece, which takes some 4 ms and, with all steps from a checkpoint to packed values, a megabyte. */
const PIECE_ELEMENTS = 2 ** 17;

/** Pieces of so many outputs fill whole blocks, and their bytes whole vec4f in every storage. */
const PIECE_OUTPUTS = 128 / LEAST_BITS;

/** What `packWeight` gives and throws, a large weight in pieces; each is read and packed when it is asked for. */
export async function* packInPieces(
  request: WeightRequest,
  stateDict: StateDict,
): AsyncGenerator<PackedWeight, void, undefined> {
  const { name, storage, shape, source } = request;
  const [outputs, ...rest] = shape;
  const step = Math.max(1, Math.floor(PIECE_ELEMENTS / elementCount(rest) / PIECE_OUTPUTS)) * PIECE_OUTPUTS;
  // A tensor of another size is for packWeight to complain about.
  const isExpected = tensorNamed(stateDict, `${source.conv}.weight`).shape[0] === outputs;
  // Groups that begin within a block are told by their number, which pieces do not know.
  const isCut = request.groups === 1 || shape[1] % 4 === 0;
  if (step >= outputs || !isCut || !isExpected) return void (yield await packWeight(request, stateDict));

  const sizeOf = (count: number): number => weightBytes({ ...request, shape: [count, ...rest], groups: 1 });
  const of = weightBytes(request);
  const lists = channelLists(storage);
  const whole = new Uint8Array(lists * listBytes(outputs));
  for (let from = 0; from < outputs; from += step) {
    const to = Math.min(from + step, outputs);
    const part: WeightRequest = { ...request, shape: [to - from, ...rest], groups: 1 };
    const { weight, bias } = await packWeight(part, windowOf(stateDict, request, from, to));
    for (let list = 0; list < lists; list++)
      whole.set(
        new Uint8Array(bias, list * listBytes(to - from), listBytes(to - from)),
        list * listBytes(outputs) + 4 * from,
      );
    release(bias);
    yield {
      name,
      storage,
      weight,
      bias: to === outputs ? whole.buffer : new ArrayBuffer(0),
      piece: { from: sizeOf(from), of },
    };
  }
}

/** The tensors of one request, as if they had the outputs from `from` to before `to` only. */
function windowOf(stateDict: StateDict, { source }: WeightRequest, from: number, to: number): StateDict {
  const { conv, batchNorm } = source;
  const names = [conv, batchNorm].flatMap((path) =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((word) => `${path}.${word}`),
  );
  const shown = names.flatMap((name): [string, StoredTensor][] => {
    const tensor = stateDict.get(name);
    return tensor ? [[name, shownFrom(tensor, from, to)]] : [];
  });
  return new Map(shown);
}

function shownFrom(tensor: StoredTensor, from: number, to: number): StoredTensor {
  const [, ...rest] = tensor.shape;
  const each = elementCount(rest);
  return { dtype: tensor.dtype, shape: [to - from, ...rest], read: () => tensor.read(from * each, to * each) };
}
