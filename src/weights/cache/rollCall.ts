/**
 * Checks that a cache hands over the weights that a plan asks for.
 */
import { isComplete, type PackedWeight, type WeightRequest } from '../../core/weights';
import { channelLists, listBytes, weightBytes } from '../packing/packedBytes';

/** Whether weights, or the pieces of them, come as they were asked for: all of them, in their order and size. */
export class RollCall {
  readonly #requests: readonly WeightRequest[];
  #complete = 0;
  /** Bytes that have come of the weight whose turn it is. */
  #bytes = 0;

  constructor(requests: readonly WeightRequest[]) {
    this.#requests = requests;
  }

  /** Whether this one is the next. */
  isNext(packed: PackedWeight): boolean {
    const request = this.#requests[this.#complete];
    const { name, storage, weight, bias, piece = { from: 0, of: weight.byteLength } } = packed;
    if (!request || name !== request.name || storage !== request.storage) return false;
    const whole = weightBytes(request);
    const end = piece.from + weight.byteLength;
    if (piece.from !== this.#bytes || piece.of !== whole || end > whole) return false;
    // A piece without bytes leads nowhere, and the GPU copies whole words.
    if (weight.byteLength === 0 || weight.byteLength % 4 !== 0) return false;
    const ends = isComplete(packed);
    if (bias.byteLength !== (ends ? channelLists(storage) * listBytes(request.shape[0]) : 0)) return false;
    this.#complete += ends ? 1 : 0;
    this.#bytes = ends ? 0 : end;
    return true;
  }

  get isWhole(): boolean {
    return this.#complete === this.#requests.length;
  }
}
