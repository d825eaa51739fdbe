/**
 * The shared pieces of shaders/lib, by `slot.variant`, for `//#include`.
 */
import type { Library } from '../gpu/wgsl';

const texts = import.meta.glob<string>('../../shaders/lib/**/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Texts by file name without folder and extension, such as `weights.f16`. */
export const library: Library = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path.replace(/^.*\/|\.wgsl$/g, ''), text]),
);
