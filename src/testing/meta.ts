/**
 * What a test may tell its runner besides passing.
 */
import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** The largest difference from the expected output, over the largest magnitude in it. */
    relativeError?: number;
  }
}
