/**
 * What a load needs, and what happens in it, as types.
 */
import type { Storage } from '../core/storage';
import type { PackedWeight, Parameter, WeightRequest } from '../core/weights';
import type { WeightCache } from './cache/cache';
import type { CheckpointFacts } from './checkpoint';
import type { DownloadProgress } from './fetching/download';

/** What a plan of the model asks for. */
export interface Demand {
  /** The model's name, for messages. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Tensors of the checkpoint that this model leaves out, such as another head's. */
  readonly unused?: readonly string[];
  readonly requests: readonly WeightRequest[];
}

export interface LoadOptions<Model, D extends Demand> {
  /** What the caller said about the model, in JSON: with another wish the same checkpoint may be another model. */
  readonly asked: string;
  /** Decides which model a checkpoint is. The answer is kept in the cache as JSON. */
  readonly identify: (facts: CheckpointFacts) => Model | Promise<Model>;
  /** The answer of `identify` from the parsed JSON in a cache; undefined for anything else. */
  readonly restore: (kept: unknown) => Model | undefined;
  /** Plans a model. Called once for the cache's model and once for the checkpoint's, where each is there. */
  readonly demand: (model: Model, storage: Storage) => D;
  /** How weights are kept; by default f16 if the checkpoint's weights are f16, else f32. */
  readonly storage?: Storage | undefined;
  readonly cache?: WeightCache | undefined;
  /** Whether the server is not asked if the file behind a cached model was changed: the same model is loaded again. */
  readonly isAgain?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model that is known, as `demand` planned it. */
export interface Known<D> {
  readonly demand: D;
  readonly storage: Storage;
}

/**
 * What happens in a load, in this order: downloads; a model that is known; its weights; `done`. Where a cache turns out
 * to be damaged, or its file to be changed, `void` comes in place of `done`, and then the same again from the checkpoint.
 */
export type LoadEvent<D> =
  /** Bytes of the checkpoint that have come in. They begin anew where a download cannot go on where it broke off. */
  | ({ readonly kind: 'download' } & DownloadProgress)
  | ({ readonly kind: 'known' } & Known<D>)
  /** A weight, or a piece of one, valid until the next event is asked for; `total` counts weights, pieces not. */
  | { readonly kind: 'weight'; readonly weight: PackedWeight; readonly total: number }
  /** The model that was known, and all of its weights that came, are damaged or outdated: they are to be thrown away. */
  | { readonly kind: 'void' }
  /** All weights have come. A cache keeps them once the next event is asked for, and not if the reader leaves instead. */
  | ({
      readonly kind: 'done';
      readonly fromCache: boolean;
      /** The digest of the checkpoint; undefined where a note of an earlier version does not tell it. */
      readonly sha256: string | undefined;
      /** The key of the weights in the cache, unless an event says that it does not keep them. */
      readonly key: string | undefined;
    } & Known<D>)
  /** The last event of a load whose weights no cache keeps, with the reason in one sentence. */
  | { readonly kind: 'not kept'; readonly reason: string };

/** A load, or a part of one. */
export type Events<D, Result = void> = AsyncGenerator<LoadEvent<D>, Result, undefined>;
