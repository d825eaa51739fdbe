/**
 * The blocked order of a weight: [group][O/groups/4][KH*KW][I/groups/4][4 input lanes][4 output lanes].
 */
import { asScratch } from '../../core/release';
import { ceilDiv } from '../../core/tensor';
import type { WeightRequest } from '../../core/weights';
import { packedElements } from './packedBytes';

/** Numbers from one kernel tap of a block to the next. */
const tapStride = (inputs: number): number => ceilDiv(inputs, 4) * 16;

/** The place, counted in numbers, of the first input of an output channel at the first kernel tap. */
export function blockedStart({ shape, groups }: Pick<WeightRequest, 'shape' | 'groups'>, output: number): number {
  const [outputs, inputs, height, width] = shape;
  const inGroup = outputs / groups;
  const lane = output % inGroup;
  const group = Math.floor(output / inGroup);
  const block = group * ceilDiv(inGroup, 4) + (lane >> 2);
  return block * height * width * tapStride(inputs) + ((group * inputs) & 3) * 4 + (lane & 3);
}

/** Numbers in that order as a weight [O, I/groups, KH, KW], in memory of its own. */
export function fromBlockedOrder(
  numbers: ArrayLike<number>,
  request: Pick<WeightRequest, 'shape' | 'groups'>,
): Float32Array<ArrayBuffer> {
  const [outputs, inputs, height, width] = request.shape;
  const taps = height * width;
  const stride = tapStride(inputs);
  const weight = new Float32Array(outputs * inputs * taps);
  let to = 0;
  for (let output = 0; output < outputs; output++) {
    const outputStart = blockedStart(request, output);
    for (let input = 0; input < inputs; input++) {
      const start = outputStart + input * 4;
      for (let tap = 0; tap < taps; tap++) weight[to++] = numbers[start + tap * stride] ?? 0;
    }
  }
  return weight;
}

/** A weight [O, I/groups, KH, KW] in that order, in memory of its own. */
export function toBlockedOrder(weight: Float32Array, request: WeightRequest): Float32Array<ArrayBuffer> {
  const [outputs, inputs, height, width] = request.shape;
  const taps = height * width;
  const stride = tapStride(inputs);
  const ordered = asScratch(new Float32Array(packedElements(request)));
  let from = 0;
  for (let output = 0; output < outputs; output++) {
    const outputStart = blockedStart(request, output);
    for (let input = 0; input < inputs; input++) {
      const start = outputStart + input * 4;
      for (let tap = 0; tap < taps; tap++) ordered[start + tap * stride] = weight[from++] ?? 0;
    }
  }
  return ordered;
}
