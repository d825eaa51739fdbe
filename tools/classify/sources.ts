/** What can be classified. */
import type { FilePath } from '../common/files';
import type { FloatArray } from './npy';

/** A path of an image, or a tensor. */
export type Source = FilePath | FloatArray;

export const isTensor = (source: Source): source is FloatArray => typeof source === 'object' && 'shape' in source;
