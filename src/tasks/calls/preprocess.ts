/**
 * The input that a photo is brought to, as a tensor in ordinary memory. No session is made for it.
 */
import { activationBytes, fromBlocked } from '../../core/tensor';
import { readBuffer } from '../../gpu/buffers';
import type { Gpu } from '../../gpu/device';
import type { ImageSource } from '../../image/source';
import type { Desk } from './ask';
import type { TensorSource } from '../source';
import { usualView } from '../task';

/** The input [1, C, H, W] of a photo. Throws an ImageError for one that cannot be read. */
export async function preprocess(
  gpu: Gpu,
  { model, calls, intake }: Pick<Desk, 'model' | 'calls' | 'intake'>,
  source: ImageSource,
): Promise<TensorSource> {
  calls.admit();
  const photo = intake.takePhoto(source, { view: usualView });
  try {
    return await calls.inTurn(undefined, async () => {
      const shape = [1, model.graph.inChannels, ...model.inputSize] as const;
      const { buffer } = await gpu.whileAlive(photo.input());
      const blocked = await gpu.whileAlive(readBuffer(gpu.device, buffer, activationBytes(shape)));
      return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
    });
  } finally {
    photo.release();
  }
}
