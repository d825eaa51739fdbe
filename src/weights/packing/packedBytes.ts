/**
 * The sizes of packed weights: the one place where they are computed.
 */
import { STORAGE_KINDS, type Storage } from '../../core/storage';
import { ceilDiv } from '../../core/tensor';
import type { WeightLayout, WeightRequest } from '../../core/weights';

/** Bytes of a vec4f, to which every buffer and every list of numbers is filled up. */
const VECTOR_BYTES = 16;

/** Channels, of outputs and of inputs, that one block of a layout holds. */
const BLOCK_CHANNELS: Readonly<Record<WeightLayout, number>> = { blocked: 4, plain: 1 };

type Sizes = Pick<WeightRequest, 'shape' | 'groups' | 'layout' | 'storage'>;

/** Numbers in the layout of a request, with the zeros of blocks that are filled in part. */
export function packedElements({ shape, groups, layout }: Omit<Sizes, 'storage'>): number {
  const [outputs, inputs, height, width] = shape;
  const block = BLOCK_CHANNELS[layout];
  const padded = (channels: number): number => ceilDiv(channels, block) * block;
  return groups * padded(outputs / groups) * padded(inputs) * height * width;
}

/** Bytes of `PackedWeight.weight`. */
export const weightBytes = (request: Sizes): number =>
  ceilDiv(packedElements(request) * STORAGE_KINDS[request.storage].bits, 8 * VECTOR_BYTES) * VECTOR_BYTES;

/** Lists of one f32 an output channel that lie in `PackedWeight.bias`: the biases, and the scales of some storages. */
export const channelLists = (storage: Storage): number => (STORAGE_KINDS[storage].hasScales ? 2 : 1);

/** Bytes of one such list. */
export const listBytes = (outputs: number): number => ceilDiv(4 * outputs, VECTOR_BYTES) * VECTOR_BYTES;

/** Bytes of a whole packed weight with its biases and scales. */
export const packedBytes = (request: Sizes): number =>
  weightBytes(request) + channelLists(request.storage) * listBytes(request.shape[0]);
