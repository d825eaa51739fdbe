/**
 * Lives of a classifier, from createClassifier to dispose.
 */
import { type ClassifierOptions, createClassifier } from '../../index';
import { canvasOf } from '../pictures/painted';

/** Creates, classifies and disposes of so many classifiers, one after the other. */
export async function liveAndDie(options: ClassifierOptions, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const classifier = await createClassifier(options);
    await classifier.classify([canvasOf('#f80'), canvasOf('#08f')]);
    await classifier.dispose();
  }
}
