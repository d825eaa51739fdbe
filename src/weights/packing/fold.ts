/**
 * Merges a batch norm into the convolution before it.
 */
import { WeightsError } from '../../core/errors';
import { BATCH_NORM_EPSILON, type WeightSource } from '../../core/weights';
import { asScratch, releaseScratch, roomFor } from '../../core/release';
import { type StateDict, tensorNamed } from '../stateDict';
import { counted, quoted } from '../../core/wording';

/** A weight in PyTorch's order and its bias, one value an output channel; either may be the checkpoint's own memory. */
export interface FoldedWeight {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The weight and bias that do what the convolution and its batch norm do one after the other, with
 * scale = gamma / sqrt(variance + epsilon): weight * scale, and beta + (convBias - mean) * scale. Computed in double
 * and rounded once.
 * Rejects with a WeightsError if a tensor is missing or has not one value an output channel.
 */
export async function foldBatchNorm(source: WeightSource, stateDict: StateDict): Promise<FoldedWeight> {
  const stored = tensorNamed(stateDict, `${source.conv}.weight`);
  const channels = stored.shape[0] ?? 1;
  const perChannel = async (name: string): Promise<Float32Array> => {
    const values = await tensorNamed(stateDict, name).read();
    if (values.length === channels) return values;
    throw new WeightsError(
      'mismatch',
      `tensor ${quoted(name)} has ${counted(values.length, 'value')}, expected ${channels}, one for each output channel of ` +
        `${quoted(`${source.conv}.weight`)}; use a checkpoint made for this model`,
    );
  };

  const unfolded = source.isNorm ? asScratch(new Float32Array(channels).fill(1)) : await stored.read();
  const convBias = source.bias ? await perChannel(`${source.conv}.bias`) : asScratch(new Float32Array(channels));
  if (source.batchNorm === undefined) return { weight: unfolded, bias: convBias };

  const gamma = await perChannel(`${source.batchNorm}.weight`);
  const beta = await perChannel(`${source.batchNorm}.bias`);
  const mean = await perChannel(`${source.batchNorm}.running_mean`);
  const variance = await perChannel(`${source.batchNorm}.running_var`);

  const weight = roomFor(unfolded);
  const bias = roomFor(convBias);
  const size = unfolded.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    const scale = (gamma[channel] ?? 0) / Math.sqrt((variance[channel] ?? 0) + BATCH_NORM_EPSILON);
    bias[channel] = (beta[channel] ?? 0) + ((convBias[channel] ?? 0) - (mean[channel] ?? 0)) * scale;
    const end = (channel + 1) * size;
    for (let i = channel * size; i < end; i++) weight[i] = (unfolded[i] ?? 0) * scale;
  }
  releaseScratch(gamma, beta, mean, variance);
  return { weight, bias };
}
