/**
 * Brings folded weights into the order and the type that a kernel reads.
 */
import { WeightsError } from '../../core/errors';
import { F16_MAX, floatsToHalves } from '../../core/half';
import { ceilDiv, elementCount, type Storage, WEIGHT_BYTES } from '../../core/tensor';
import type { PackedWeight, WeightRequest } from '../../core/weights';
import { foldBatchNorm } from './fold';
import { asScratch, isScratch, releaseScratch } from '../../core/release';
import { roundBytes } from './roundBytes';
import { roundHalves } from './roundHalves';
import { type StateDict, tensorNamed } from '../stateDict';
import { quoted, shapeText } from '../../core/wording';

/**
 * Raised whenever the same request gives other bytes, or the note beside them says something else, so that cached
 * weights of older versions are not used.
 */
export const PACK_VERSION = 2;

const F32_MAX = (2 - 2 ** -23) * 2 ** 127;

/**
 * One weight, folded and laid out as `request` wants it. A linear weight [O, I] serves a request [O, I, 1, 1].
 * Throws a WeightsError if the checkpoint's tensors do not have the request's sizes, or if a folded value is not
 * finite or too large for f16.
 */
export function packWeight(request: WeightRequest, stateDict: StateDict): PackedWeight {
  const { name, source, shape, storage } = request;
  const { shape: stored } = tensorNamed(stateDict, `${source.conv}.weight`);
  if (stored[0] !== shape[0] || elementCount(stored) !== elementCount(shape))
    throw new WeightsError(
      `tensor ${quoted(`${source.conv}.weight`)} has the shape ${shapeText(stored)}, expected ${shapeText(shape)}; ` +
        'use a checkpoint made for this model',
    );
  const { weight, bias } = foldBatchNorm(source, stateDict);
  checkRange(source.conv, weight, storage);
  checkRange(source.conv, bias, 'f32');
  const { values, scales } = round(weight, shape[0], storage);
  if (values !== weight) releaseScratch(weight);
  const ordered = request.layout === 'plain' ? values : toBlockedOrder(values, request);
  if (ordered !== values) releaseScratch(values);
  const packed = store(ordered, storage);
  if (packed !== ordered.buffer) releaseScratch(ordered);
  const lists = scales ? [bias, scales] : [bias];
  const joined = vectors(lists).buffer;
  releaseScratch(...lists);
  return { name, storage, weight: packed, bias: joined };
}

/** The values that `storage` keeps exactly and, if sums over them are not yet sums over weights, a scale an output. */
function round(
  weight: Float32Array,
  outputs: number,
  storage: Storage,
): { readonly values: Float32Array; readonly scales?: Float32Array } {
  switch (storage) {
    case 'f32':
      return { values: weight };
    case 'f16':
      return { values: roundHalves(weight, outputs) };
    case 'int8':
      return roundBytes(weight, outputs);
  }
}

function checkRange(path: string, values: Float32Array, storage: Storage): void {
  const limit = storage === 'f16' ? F16_MAX : F32_MAX;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Math.abs(value) <= limit) continue;
    if (Number.isFinite(value))
      throw new WeightsError(
        `weight ${quoted(path)} holds ${String(value)} after folding, but f16 ends at ${String(F16_MAX)}; use storage f32`,
      );
    throw new WeightsError(
      `weight ${quoted(path)} holds a value that is not finite (${String(value)}) after folding; the checkpoint is damaged`,
    );
  }
}

/** [O, I/groups, KH, KW] to [group][O/groups/4][KH*KW][I/groups/4][4 input lanes][4 output lanes]. */
function toBlockedOrder(
  weight: Float32Array,
  { shape: [outputs, inputs, height, width], groups }: WeightRequest,
): Float32Array<ArrayBuffer> {
  const taps = height * width;
  const tapStride = ceilDiv(inputs, 4) * 16;
  const blockStride = taps * tapStride;
  const groupBlocks = ceilDiv(outputs / groups, 4);
  const ordered = asScratch(new Float32Array(groups * groupBlocks * blockStride));

  let from = 0;
  for (let group = 0; group < groups; group++)
    for (let output = 0; output < outputs / groups; output++) {
      const outputStart = (group * groupBlocks + (output >> 2)) * blockStride + (output & 3);
      for (let input = 0; input < inputs; input++) {
        const start = outputStart + (input >> 2) * 16 + (input & 3) * 4;
        for (let tap = 0; tap < taps; tap++) ordered[start + tap * tapStride] = weight[from++] ?? 0;
      }
    }
  return ordered;
}

/** The lists one after the other, each with zeros up to whole vec4f. */
function vectors(lists: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const padded = lists.map(({ length }) => ceilDiv(length, 4) * 4);
  const joined = new Float32Array(padded.reduce((sum, length) => sum + length, 0));
  let start = 0;
  for (const [i, list] of lists.entries()) {
    joined.set(list, start);
    start += padded[i] ?? 0;
  }
  return joined;
}

/** Whether values fill memory that nobody else has, and whole vec4f: they can stay where they are. */
const isWholeScratch = (values: Float32Array): values is Float32Array<ArrayBuffer> =>
  isScratch(values) && values.byteLength === values.buffer.byteLength && values.length % 4 === 0;

/** The bytes in the wanted type, with zeros up to a multiple of 16 bytes; what comes first is lowest in its u32. */
function store(values: Float32Array, storage: Storage): ArrayBuffer {
  if (storage === 'f32') return isWholeScratch(values) ? values.buffer : vectors([values]).buffer;
  const buffer = new ArrayBuffer(ceilDiv(values.length * WEIGHT_BYTES[storage], 16) * 16);
  if (storage === 'f16') floatsToHalves(values, new Uint16Array(buffer));
  else new Int8Array(buffer).set(values);
  return buffer;
}
