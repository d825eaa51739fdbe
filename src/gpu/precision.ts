/**
 * Whether a device can compute in f16.
 */
import type { Precision, UsedPrecision } from '../core/precision';
import type { Gpu } from './device';

const FEATURE = 'shader-f16';

/** Whether shaders of the device have f16. */
export const hasHalves = ({ device }: Pick<Gpu, 'device'>): boolean => device.features.has(FEATURE);

/** The precision on a device where `wanted` is asked for. */
export function precisionOn(gpu: Pick<Gpu, 'device' | 'isOwn'>, wanted: Precision = 'f32'): UsedPrecision {
  if (wanted === 'f32' || hasHalves(gpu)) return { used: wanted, note: undefined };
  const note = gpu.isOwn
    ? `This GPU, or this browser with it, has no ${FEATURE}, so activations are f32.`
    : `The given device was made without the feature ${FEATURE}, so activations are f32; name it in requiredFeatures where the adapter has it.`;
  return { used: 'f32', note };
}
