/**
 * The names of a shader's bindings, but for its inputs, which are named by the op.
 */

/** What a dispatch writes: its output, and the parts of the output's mean where it pools on the way. */
export const WRITTEN = ['output', 'partials'] as const;

/** The bindings of one weight. */
export interface WeightBindings {
  readonly weights: string;
  readonly bias: string;
}

/** The bindings of a dispatch's weights, in their order: `weights` and `bias`, numbered from 1 where there are several. */
export const weightBindings = (count: number): readonly WeightBindings[] =>
  Array.from({ length: count }, (_, i) => {
    const number = count > 1 ? String(i + 1) : '';
    return { weights: `weights${number}`, bias: `bias${number}` };
  });
