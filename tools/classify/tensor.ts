/** Tensors that are given instead of images. */
import { readCallersFile } from '../common/files';
import { blame } from '../common/words';
import { type FloatArray, parseNpy } from './npy';

/** A batch of inputs, [N, C, H, W]. */
export interface InputTensor extends FloatArray {
  readonly shape: readonly [number, number, number, number];
}

/** The tensor of an .npy file. */
export async function readTensor(path: string): Promise<InputTensor> {
  const bytes = await readCallersFile(path);
  try {
    const { shape, data } = parseNpy(bytes);
    const [n = 0, channels = 0, height = 0, width = 0] = shape;
    if (shape.length !== 4 || data.length === 0)
      throw new Error(`the tensor has shape [${shape.join(', ')}]; it must be [N, C, H, W]`);
    if (!data.every(Number.isFinite)) throw new Error('the tensor holds numbers that are not finite');
    return { shape: [n, channels, height, width], data };
  } catch (error) {
    return blame(path, error);
  }
}
