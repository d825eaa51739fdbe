/**
 * The input that a photo is brought to, as a tensor in ordinary memory. No session is made for it.
 */
import { activationBytes, fromBlocked } from '../../core/tensor';
import { readBuffer } from '../../gpu/buffers';
import type { ImageSource } from '../../image/source';
import type { Office } from './ask';
import type { TensorSource } from '../source';
import type { Look } from './taken';

/** The input [1, C, H, W] of a photo. Throws an ImageError for one that cannot be read, or the reason of `signal`. */
export async function preprocess(
  { desks, calls }: Office,
  source: ImageSource,
  look: Look,
  signal: AbortSignal | undefined,
): Promise<TensorSource> {
  calls.admit(signal);
  const photo = desks.latest.intake.takePhoto(source, look, desks.isOpen);
  return calls.inTurn(
    signal,
    async ({ gpu, model, intake }) => {
      const shape = [1, model.graph.inChannels, ...model.inputSize] as const;
      const { buffer } = await gpu.whileAlive(photo.input(intake));
      const blocked = await gpu.whileAlive(readBuffer(gpu.device, buffer, activationBytes(shape)));
      return { shape, data: fromBlocked(new Float32Array(blocked), shape) };
    },
    () => photo.release(),
  );
}
