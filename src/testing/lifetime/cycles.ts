/**
 * Lives of a classifier, from createClassifier to dispose, and what they leave on the GPU.
 */
import { type ClassifierOptions, createClassifier } from '../../index';
import { canvasOf } from '../pictures/painted';

/** Bytes of the buffers and textures of a device that are alive, from now on. */
export function liveBytes(device: GPUDevice): { readonly bytes: number } {
  const live = new Map<object, number>();
  const watched = <Made extends { destroy(): undefined }>(made: Made, bytes: number): Made => {
    live.set(made, bytes);
    const destroy = made.destroy.bind(made);
    made.destroy = () => {
      live.delete(made);
      return destroy();
    };
    return made;
  };
  const createBuffer = device.createBuffer.bind(device);
  const createTexture = device.createTexture.bind(device);
  // No spies of vitest: they would keep every call and every buffer in the heap.
  device.createBuffer = (descriptor) => watched(createBuffer(descriptor), descriptor.size);
  device.createTexture = (descriptor) => {
    const texture = createTexture(descriptor);
    return watched(texture, texture.width * texture.height * 4); // ours have four bytes a pixel
  };
  return {
    get bytes() {
      return [...live.values()].reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}

/** Creates, classifies and disposes of so many classifiers, one after the other. */
export async function liveAndDie(options: ClassifierOptions, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const classifier = await createClassifier(options);
    await classifier.classify([canvasOf('#f80'), canvasOf('#08f')]);
    await classifier.dispose();
  }
}
