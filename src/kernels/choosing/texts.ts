/**
 * The texts of all shaders, by which stored facts about kernels are known to be current.
 */
import { library } from '../includes';
import { shaders } from './registry';

/** All shader texts in a fixed order. Facts about kernels hold as long as this text stays the same. */
export const kernelTexts = (): string =>
  JSON.stringify([
    shaders.map(({ name, source }) => [name, source]),
    Object.entries(library).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
