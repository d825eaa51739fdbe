/**
 * Checks that a cache hands over the weights that a plan asks for.
 */
import { isComplete, type PackedWeight } from '../../core/weights';

/** Whether weights, or the pieces of them, come as they were asked for: all of them, and in their order. */
export class RollCall {
  readonly #names: readonly string[];
  #complete = 0;
  /** Bytes that have come of the weight whose turn it is. */
  #bytes = 0;

  constructor(requests: readonly { readonly name: string }[]) {
    this.#names = requests.map(({ name }) => name);
  }

  /** Whether this one is the next. */
  isNext(packed: PackedWeight): boolean {
    const { name, weight, piece } = packed;
    if (name !== this.#names[this.#complete] || (piece?.from ?? 0) !== this.#bytes) return false;
    const ends = isComplete(packed);
    this.#complete += ends ? 1 : 0;
    this.#bytes = ends ? 0 : this.#bytes + weight.byteLength;
    return true;
  }

  get isWhole(): boolean {
    return this.#complete === this.#names.length;
  }
}
