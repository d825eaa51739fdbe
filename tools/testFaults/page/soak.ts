/** Many classifications by one classifier, with the GPU's live bytes counted. */
import type { Classifier } from '../../../src/index';
import { seededInput } from '../../../src/testing/seeded';
import { importLibrary } from './library';
import type { Task } from './task';

let classifier: Classifier | undefined;
let liveBytes = 0;

const { createBuffer } = GPUDevice.prototype;
const { destroy } = GPUBuffer.prototype;

/** Starts the classifier; buffers are counted from now on. */
export async function open({ weights, config, inputSize }: Task): Promise<number> {
  const live = new Set<GPUBuffer>();
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    live.add(buffer);
    liveBytes += descriptor.size;
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    if (live.delete(this)) liveBytes -= this.size;
    return destroy.call(this);
  };
  const { createClassifier } = await importLibrary();
  classifier = await createClassifier({ weights, model: config, inputSize, kernels: 'direct' });
  return liveBytes;
}

/** So many classifications one after the other; the live bytes afterwards. */
export async function classify(count: number): Promise<number> {
  if (!classifier) throw new Error('the classifier is opened first');
  const { inputSize } = classifier.info;
  const input = seededInput([1, 3, ...inputSize]);
  for (let i = 0; i < count; i++) await classifier.logits(input);
  return liveBytes;
}
