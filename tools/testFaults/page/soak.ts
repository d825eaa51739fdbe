/** Many classifications by one classifier, with the GPU's live bytes counted. */
import type { Classifier } from '../../../src/index';
import { liveBytes } from '../../../src/testing/lifetime/liveBytes';
import { seededInput } from '../../../src/testing/seeded';
import { specialised } from '../../../src/testing/lifetime/specialised';
import { importLibrary } from './library';
import type { Task } from './task';

let classifier: Classifier | undefined;
let live: { readonly bytes: number } | undefined;

/** Starts the classifier; what it makes on the GPU is counted from now on. */
export async function open({ weights, config, inputSize }: Task): Promise<void> {
  live = liveBytes();
  const { createClassifier } = await importLibrary();
  classifier = await specialised(await createClassifier({ weights, model: config, inputSize, kernels: 'direct' }));
}

/** So many classifications one after the other; the live bytes afterwards. */
export async function classify(count: number): Promise<number> {
  if (!classifier || !live) throw new Error('the classifier is opened first');
  const { inputSize } = classifier.info;
  const input = seededInput([1, 3, ...inputSize]);
  for (let i = 0; i < count; i++) await classifier.logits(input);
  return live.bytes;
}
