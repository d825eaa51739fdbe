/**
 * The nouns that the plan (which wants weights in some layout) and the weights path (which packs them) share.
 */
import type { Storage } from './storage';
import type { Shape } from './tensor';

/** Epsilon of every batch norm in the original code (PyTorch's default). */
export const BATCH_NORM_EPSILON = 1e-5;

/** A parameter that a checkpoint must hold, by its state-dict name. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
}

/**
 * Where the weight and the bias of one fused step come from: state-dict paths without the last word.
 * `conv` names `<conv>.weight` (and `<conv>.bias` if `bias`), `batchNorm` names `<batchNorm>.weight`, `.bias`,
 * `.running_mean` and `.running_var`, which are folded into the former.
 */
export interface WeightSource {
  readonly conv: string;
  readonly bias: boolean;
  readonly batchNorm?: string;
  /** Set for a batch norm by itself: `conv` names it too, and each channel's weight is 1 before it is folded. */
  readonly isNorm?: true;
  /**
   * Set for logits of a softmax over so many splits, whose outputs are [group][split][channel]: each weight and bias is
   * less that of the first split, which is left out.
   */
  readonly radix?: number;
}

/**
 * The order of a weight [O, I/groups, KH, KW] in its GPU buffer.
 * - `blocked`: [group][O/groups/4][KH*KW][I/groups/4][4 input lanes][4 output lanes]; O/groups (only where groups = 1)
 *   and I/groups are padded with zeros to multiples of 4. A group's inputs begin in the lane in which they lie among all.
 * - `plain`: as PyTorch has it, [O][I/groups][KH][KW].
 *
 * It follows from the operation and the adapter, never from the input's size: weights are packed once for inputs of every size.
 */
export type WeightLayout = 'blocked' | 'plain';

/** One packed weight that a plan asks for. */
export interface WeightRequest {
  /** Unique in the plan; the step's name. */
  readonly name: string;
  readonly source: WeightSource;
  /** [O, I/groups, KH, KW] */
  readonly shape: readonly [number, number, number, number];
  readonly groups: number;
  readonly layout: WeightLayout;
  readonly storage: Storage;
}

/** A weight as its GPU buffers hold it, or a piece of a large one: pieces come one after the other. */
export interface PackedWeight {
  readonly name: string;
  readonly storage: Storage;
  /** The values, or for int8 the integers that the scales make values of; padded to a multiple of 16 bytes. */
  readonly weight: ArrayBuffer;
  /**
   * f32, one a channel, padded with zeros to a multiple of 4; for int8 as many scales after them. It comes with the
   * last piece, the others have an empty one.
   */
  readonly bias: ArrayBuffer;
  /** For a piece: its first byte in the weight, and the weight's bytes. */
  readonly piece?: { readonly from: number; readonly of: number };
}

/** Whether this completes a weight: it is a whole one, or the last piece of one. */
export const isComplete = ({ weight, piece }: PackedWeight): boolean =>
  piece === undefined || piece.from + weight.byteLength === piece.of;

/** One output channel of a weight [O, I/groups, 1, 1]: I/groups factors and the bias. */
export interface WeightRow {
  readonly factors: Float64Array;
  readonly bias: number;
}

/** The weights of a model, row by row, under the paths of their modules in the state dict. */
export interface WeightReader {
  /** Whether a module has a weight of its own; a batch norm that was folded into another module's weight has none. */
  has(path: string): boolean;
  /** Some output channels of a module's weight [O, I/groups, 1, 1]. Throws a GpuMemoryError or a DeviceLostError. */
  read(path: string, outputs: readonly number[]): Promise<readonly WeightRow[]>;
}
