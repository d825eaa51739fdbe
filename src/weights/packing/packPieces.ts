/**
 * Packs one weight a few outputs at a time, so that neither time nor memory is taken for the whole of it at once.
 */
import { ceilDiv, elementCount } from '../../core/tensor';
import type { PackedWeight, WeightLayout, WeightRequest } from '../../core/weights';
import { packWeight } from './pack';
import { release } from '../../core/release';
import { type StateDict, type StoredTensor, tensorNamed } from '../stateDict';

/** In one piece, which takes some 4 ms and, with all steps from a checkpoint to packed values, a megabyte. */
const PIECE_ELEMENTS = 2 ** 17;

/** Pieces of so many outputs fill whole blocks, and their bytes whole vec4s in every storage. */
const PIECE_OUTPUTS = 16;

/** How many outputs lie in one block; the blocks of a layout lie one behind the other. */
const BLOCK_OUTPUTS: Readonly<Record<WeightLayout, number>> = { blocked: 4, plain: 1 };

/** What `packWeight` gives and throws, a large weight in pieces; each is packed when it is asked for. */
export function* packInPieces(request: WeightRequest, stateDict: StateDict): Generator<PackedWeight, void> {
  const { name, storage, shape, source, layout } = request;
  const [outputs, ...rest] = shape;
  const step = Math.max(1, Math.floor(PIECE_ELEMENTS / elementCount(rest) / PIECE_OUTPUTS)) * PIECE_OUTPUTS;
  // A tensor of another size is for packWeight to complain about.
  const isExpected = tensorNamed(stateDict, `${source.conv}.weight`).shape[0] === outputs;
  if (step >= outputs || !isExpected) return void (yield packWeight(request, stateDict));

  const pack = (from: number): PackedWeight => {
    const to = Math.min(from + step, outputs);
    return packWeight({ ...request, shape: [to - from, ...rest], groups: 1 }, windowOf(stateDict, request, from, to));
  };
  const first = pack(0);
  const block = BLOCK_OUTPUTS[layout];
  const outputBytes = first.weight.byteLength / step;
  const of = ceilDiv(outputBytes * ceilDiv(outputs, block) * block, 16) * 16;
  // The bias, and for int8 the scales: lists of one number an output, each filled up to whole vec4s.
  const lists = first.bias.byteLength / (4 * step);
  const listBytes = ceilDiv(outputs, 4) * 16;
  const whole = new Uint8Array(lists * listBytes);
  for (let from = 0; from < outputs; from += step) {
    const { weight, bias } = from === 0 ? first : pack(from);
    const partBytes = bias.byteLength / lists;
    for (let list = 0; list < lists; list++)
      whole.set(new Uint8Array(bias, list * partBytes, partBytes), list * listBytes + 4 * from);
    release(bias);
    const isLast = from + step >= outputs;
    yield {
      name,
      storage,
      weight,
      bias: isLast ? whole.buffer : new ArrayBuffer(0),
      piece: { from: outputBytes * from, of },
    };
  }
}

/** The tensors of one request, as if they had the outputs from `from` to before `to` only. */
function windowOf(stateDict: StateDict, { source }: WeightRequest, from: number, to: number): StateDict {
  const { conv, batchNorm } = source;
  const names = [conv, batchNorm].flatMap((path) =>
    ['weight', 'bias', 'running_mean', 'running_var'].map((word) => `${String(path)}.${word}`),
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
