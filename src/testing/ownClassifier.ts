/**
 * A model on a device of a test file's own, for all tests of the file.
 */
import { afterAll, beforeAll } from 'vitest';
import { type Classifier, type ClassifierOptions, createClassifier } from '../index';
import { someDevice } from './device';
import { specialised } from './lifetime/specialised';

export interface Own {
  /** Programs are compiled once for it, which takes seconds. */
  readonly device: GPUDevice;
  readonly classifier: Classifier;
  /** Errors of the device that no error scope caught, as they come. */
  readonly uncaptured: string[];
}

/** Opens it before the tests, the embedded one without `options`, with programs of its own, hands it to `take`, and frees it after them. */
export function ownClassifier(take: (own: Own) => void, options?: () => Promise<ClassifierOptions>): void {
  let own: Own;
  beforeAll(async () => {
    const device = await someDevice();
    const uncaptured: string[] = [];
    device.addEventListener('uncapturederror', ({ error }) => uncaptured.push(error.message));
    const classifier = await createClassifier({ cache: false, ...(await options?.()), device });
    own = { device, classifier: await specialised(classifier), uncaptured };
    take(own);
  }, 120_000);
  afterAll(async () => {
    await own.classifier.dispose();
    own.device.destroy();
  });
}

/** A sample photo of the page; public/ is served at the root. */
export const sample = async (file: string): Promise<Blob> =>
  (await fetch(new URL(`/samples/${file}`, location.href))).blob();
