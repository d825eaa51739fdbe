/**
 * The pieces of split attention in float64.
 */
import type { HostTensor, Shape4 } from '../../core/tensor';
import {
  type AttentionWeightedPool,
  type AttentionWeightedSum,
  logitsOf,
  type RSoftMax,
  type SplitSum,
} from '../splitAttention';
import { avgPool2dReference } from './pool2d';

export function splitSumReference(op: SplitSum, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const [n, channels] = input.shape as Shape4;
  const ones = new Float64Array(n * channels).fill(1);
  return weightedSum(op.radix, input, ones);
}

export function attentionWeightedSumReference(
  op: AttentionWeightedSum,
  input: HostTensor<Float64Array>,
  attention: HostTensor<Float64Array>,
): HostTensor<Float64Array> {
  return weightedSum(op.radix, input, attention.data);
}

export function attentionWeightedPoolReference(
  { radix, pool }: AttentionWeightedPool,
  input: HostTensor<Float64Array>,
  attention: HostTensor<Float64Array>,
): HostTensor<Float64Array> {
  return avgPool2dReference(pool, weightedSum(radix, input, attention.data));
}

export function rSoftMaxReference(op: RSoftMax, input: HostTensor<Float64Array>): HostTensor<Float64Array> {
  const { radix, cardinality } = op;
  const [n, channels] = input.shape as Shape4;
  const given = logitsOf(radix);
  const width = channels / given / cardinality;
  const outputs = radix * cardinality * width;
  const data = new Float64Array(n * outputs);
  for (let image = 0; image < n; image++)
    for (let k = 0; k < cardinality; k++)
      for (let c = 0; c < width; c++) {
        const logits = Array.from(
          { length: given },
          (_, r) => input.data[image * channels + (k * given + r) * width + c] ?? NaN,
        );
        const splits = radix === 1 ? logits : [0, ...logits];
        const largest = Math.max(...splits);
        const total = splits.reduce((sum, value) => sum + Math.exp(value - largest), 0);
        for (let r = 0; r < radix; r++)
          data[image * outputs + (r * cardinality + k) * width + c] =
            radix === 1 ? 1 / (1 + Math.exp(-(splits[r] ?? NaN))) : Math.exp((splits[r] ?? NaN) - largest) / total;
      }
  return { shape: [n, outputs, 1, 1], data };
}

/** `weights` hold one number for each image and channel. */
function weightedSum(radix: number, input: HostTensor<Float64Array>, weights: Float64Array): HostTensor<Float64Array> {
  const [n, channels, h, w] = input.shape as Shape4;
  const width = channels / radix;
  const pixels = h * w;
  const data = new Float64Array(n * width * pixels);
  for (let image = 0; image < n; image++)
    for (let r = 0; r < radix; r++)
      for (let c = 0; c < width; c++) {
        const from = image * channels + r * width + c;
        for (let p = 0; p < pixels; p++) {
          const to = (image * width + c) * pixels + p;
          data[to] = (data[to] ?? 0) + (weights[from] ?? NaN) * (input.data[from * pixels + p] ?? NaN);
        }
      }
  return { shape: [n, width, h, w], data };
}
