/**
 * The head that tells classes apart: a pool, and layers from the pooled features to the logits. Without layers it is
 * that of a backbone alone.
 */
import type { Head } from '../head';
import { buildClassifier } from './build';
import { type ClassifierConfig, isClassifierConfig, keywords, USUAL_PATH, withClasses } from './config';
import { readClassifier } from './read';

export const classifier: Head<ClassifierConfig> = {
  kind: 'classifier',
  names: new RegExp(`^${USUAL_PATH}\\.`),
  detect: readClassifier,
  build: buildClassifier,
  keywords,
  withClasses,
  isConfig: isClassifierConfig,
};
