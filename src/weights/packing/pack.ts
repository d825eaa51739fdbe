/**
 * Brings folded weights into the order and the type that a kernel reads.
 */
import { WeightsError } from '../../core/errors';
import { inPlaceOf, isScratch, releaseScratch } from '../../core/release';
import { STORAGE_KINDS, type Storage } from '../../core/storage';
import { elementCount } from '../../core/tensor';
import type { PackedWeight, WeightRequest } from '../../core/weights';
import { quoted, shapeText } from '../../core/wording';
import { type StateDict, tensorNamed } from '../stateDict';
import { toBlockedOrder } from './blockedOrder';
import { foldBatchNorm } from './fold';
import { channelLists, listBytes, weightBytes } from './packedBytes';
import { PACKING } from './storages/storages';

/**
 * Raised whenever the same request gives other bytes, or the note beside them says something else, so that cached
 * weights of older versions are not used.
 */
export const PACK_VERSION = 2;

/**
 * One weight, folded and laid out as `request` wants it. A linear weight [O, I] serves a request [O, I, 1, 1].
 * Rejects with a WeightsError if the checkpoint's tensors do not have the request's sizes, or if a folded value is not
 * finite or too large for f16.
 */
export async function packWeight(request: WeightRequest, stateDict: StateDict): Promise<PackedWeight> {
  const { name, source, shape, storage } = request;
  const { shape: stored } = tensorNamed(stateDict, `${source.conv}.weight`);
  if (stored[0] !== shape[0] || elementCount(stored) !== elementCount(shape))
    throw new WeightsError(
      'mismatch',
      `tensor ${quoted(`${source.conv}.weight`)} has the shape ${shapeText(stored)}, expected ${shapeText(shape)}; ` +
        'use a checkpoint made for this model',
    );
  const { weight, bias } = await foldBatchNorm(source, stateDict);
  checkRange(source.conv, weight, storage);
  checkRange(source.conv, bias, 'f32');
  const rounded = PACKING[storage].round(weight, shape[0]);
  const values = inPlaceOf(weight, rounded.values);
  const ordered = inPlaceOf(values, request.layout === 'plain' ? values : toBlockedOrder(values, request));
  const packed = inPlaceOf(ordered, bytesOf(ordered, request));
  return { name, storage, weight: packed, bias: joined(rounded.scales ? [bias, rounded.scales] : [bias], request) };
}

function checkRange(path: string, values: Float32Array, storage: Storage): void {
  const { largest } = STORAGE_KINDS[storage];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Math.abs(value) <= largest) continue;
    if (Number.isFinite(value))
      throw new WeightsError(
        'overflow',
        `weight ${quoted(path)} holds ${value} with its batch norm folded in, but the largest value of ${storage} is ${largest}; use storage f32`,
      );
    throw new WeightsError(
      'damaged',
      `weight ${quoted(path)} holds a value that is not finite (${value}) with its batch norm folded in; the checkpoint is damaged`,
    );
  }
}

/** The biases and, where there are any, the scales: each list with zeros up to whole vec4f. The lists are freed. */
function joined(lists: readonly Float32Array[], { shape: [outputs], storage }: WeightRequest): ArrayBuffer {
  const bytes = listBytes(outputs);
  const buffer = new ArrayBuffer(channelLists(storage) * bytes);
  lists.forEach((list, i) => new Float32Array(buffer, i * bytes, outputs).set(list));
  releaseScratch(...lists);
  return buffer;
}

/** The values as the storage keeps them, with zeros up to a multiple of 16 bytes. */
function bytesOf(values: Float32Array, request: WeightRequest): ArrayBuffer {
  const { write, isF32 } = PACKING[request.storage];
  const bytes = weightBytes(request);
  if (isF32 && fillsScratch(values, bytes)) return values.buffer;
  const buffer = new ArrayBuffer(bytes);
  write(values, buffer);
  return buffer;
}

/** Whether values fill so many bytes of memory that nobody else has: they can stay where they are. */
const fillsScratch = (values: Float32Array, bytes: number): values is Float32Array<ArrayBuffer> =>
  isScratch(values) && values.byteLength === bytes && values.buffer.byteLength === bytes;
