/**
 * A convolution as a chain of steps: what every way to take one apart says of itself. Winograd is such a way; the
 * registry of them is choosing/decompositions.ts.
 */
import type { Storage } from '../core/storage';
import type { WeightRequest } from '../core/weights';
import type { Conv2d } from '../ops/conv2d';
import type { Op } from '../ops/op';
import type { Kernel } from './kernel';
import type { Launch, StepShapes } from './launch';

/**
 * One step of a chain. It reads what the link before it gives, and adds its suffix to the convolution's name.
 * - `plain` needs no weight.
 * - `derived` reads the derived weight, and does the multiply-adds that stand for those of the convolution.
 * - `biased` adds the bias of the convolution's own weight.
 */
export interface Link {
  readonly kind: 'plain' | 'derived' | 'biased';
  readonly suffix: string;
  readonly op: Op;
}

/** The dispatch that computes a derived weight from a packed one, once a model. */
export interface Derivation extends Pick<Launch, 'parameters' | 'slots' | 'workgroups'> {
  /** The name of its shader. */
  readonly kernel: string;
}

/** The sizes of a weight [O, I/groups, KH, KW]. */
export type WeightShape = Pick<WeightRequest, 'shape'>;

export interface Decomposition {
  /** The name in the adapter tables, in the lines of the self-test and in stored decisions of the tuner. */
  readonly name: string;
  /** The name in sentences. */
  readonly title: string;
  /** Shaders that compute derived weights; the links of a chain have kernels in the registry. */
  readonly shaders: readonly Pick<Kernel, 'name' | 'source'>[];
  /** How derived weights are kept, whatever the storage of the packed ones. */
  readonly storage: Storage;
  /** The variants, each a number, that can compute this op on these shapes; none where no variant can. */
  variants(op: Op, shapes: StepShapes): readonly number[];
  /** What people call a variant. */
  variantName(variant: number): string;
  /** The chain of a convolution: the first link reads the convolution's inputs, and the last gives its output. */
  chain(op: Conv2d, shapes: StepShapes, variant: number): readonly Link[];
  /** Bytes of the derived weight. */
  derivedBytes(weight: WeightShape, variant: number): number;
  /** Derives the weight from one that is packed as `storage`. */
  derive(weight: WeightShape, variant: number, storage: Storage): Derivation;
}

/** A variant of a decomposition as a method, by name: plain data, which the tuner stores. */
export interface DecomposedMethod {
  readonly decomposition: string;
  readonly variant: number;
}
