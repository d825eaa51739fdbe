/**
 * What the kernels are made of, for whoever keeps facts about them.
 */
import { library } from '../includes';
import { shaders } from './registry';

/** All shader texts in a fixed order: facts about kernels hold as long as it is the same. */
export const kernelTexts = (): string =>
  JSON.stringify([
    shaders.map(({ name, source }) => [name, source]),
    Object.entries(library).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
