/**
 * Decides which of many outputs of one step are right without computing all of it in float64.
 */
import type { Method } from '../../../kernels/choosing/methods';
import { check, type RightValues } from '../../../ops/check';

export class Jury {
  readonly #right: RightValues;
  /** Two outputs that differ by more are not both right. */
  readonly #dispute: number;
  /** The output of a method that is taken for right, and the methods that agree with it. */
  #agreed: { readonly output: Float32Array; readonly methods: Method[] } | undefined;

  constructor(right: RightValues) {
    this.#right = right;
    this.#dispute = 2 * Math.max(...right.some.map(({ bound }) => bound));
  }

  /**
   * The methods that a new output shows to be wrong: its own method, or those that agreed on another output. Float64
   * decides at some places of the output. Where two methods differ by more than rounding, it decides at that place too.
   */
  wrongBy(method: Method, output: Float32Array): readonly Method[] {
    if (!check(this.#right.some, output).passed) return [method];
    const agreed = (this.#agreed ??= { output, methods: [] });
    const index = mostDifferent(output, agreed.output);
    const isDisputed = !(Math.abs((output[index] ?? NaN) - (agreed.output[index] ?? NaN)) <= this.#dispute);
    const disputed = isDisputed ? [this.#right.at(index)] : [];
    if (!check(disputed, output).passed) return [method];
    if (check(disputed, agreed.output).passed) {
      agreed.methods.push(method);
      return [];
    }
    this.#agreed = { output, methods: [method] };
    return agreed.methods;
  }
}

/** The place where two outputs differ the most, or where one of them is not a number. */
function mostDifferent(a: Float32Array, b: Float32Array): number {
  let most = -1;
  let where = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (difference <= most) continue;
    [most, where] = [difference, i];
    if (Number.isNaN(difference)) break;
  }
  return where;
}
