/**
 * What a head is: the modules that stand on the backbone, with their names in a state dict.
 */
import type { Shape } from '../../core/tensor';
import type { Features } from '../backbone/features';
import type { GraphBuilder, OutputName, Value } from '../graph';
import type { PoolName } from '../pools';

/** A tensor of a checkpoint. */
export interface HeadTensor {
  readonly shape: Shape;
  /** The value of a tensor of one element. */
  readonly value?: number;
}

/** The tensors of a checkpoint under the original's names. */
export type HeadTensors = ReadonlyMap<string, HeadTensor>;

/** What the caller, or a file beside the checkpoint, says of the head. */
export interface HeadWishes {
  /** Its name in the file; needed only where there are several. */
  readonly name?: string | undefined;
  /** The pool. */
  readonly globalPool?: PoolName | undefined;
}

/** A head as a checkpoint holds it. */
export interface DetectedHead<Config> {
  readonly head: Config;
  /** Sentences on what no tensor tells of the head. */
  readonly assumed: readonly string[];
  /** One on the pool, where the usual one was taken because nothing speaks of another. */
  readonly poolAssumed?: string | undefined;
  /** Names of the tensors of other heads. */
  readonly unused: readonly string[];
}

/** The keywords of the original that a head decides, not the backbone. */
export interface HeadKeywords {
  /** The classes that the head tells apart; 0 where there are none. */
  readonly numClasses: number;
  /** A classifier's pool; absent for a head of another kind. */
  readonly globalPool?: PoolName;
}

/** What a head computes. */
export interface HeadOutputs {
  readonly outputs: Readonly<Record<OutputName, Value>>;
  /** The one of them that the model is for. */
  readonly main: OutputName;
}

/** A kind of head. Its configurations are plain data that survives JSON. */
export interface Head<Config extends { readonly kind: string }> {
  readonly kind: Config['kind'];
  /** The head's tensors in a state dict, where a project names them as this head does. */
  readonly names: RegExp;
  /**
   * Reads the head off a checkpoint; undefined where the checkpoint has none of this kind. Throws a ConfigError where a
   * wish cannot be met, a WeightsError where the tensors make no whole head.
   */
  detect(tensors: HeadTensors, wishes: HeadWishes): DetectedHead<Config> | undefined;
  /** Adds the head's modules to a graph. */
  build(b: GraphBuilder, features: Features, config: Config): HeadOutputs;
  keywords(config: Config): HeadKeywords;
  /**
   * The head for as many classes as the caller wants, where the file has others: the comparison of its tensors with the
   * model then says so. Throws a ConfigError where a head of this kind cannot be told its classes.
   */
  withClasses(config: Config, numClasses: number): Config;
  /** Whether data of this kind, such as a cache kept it, has the form of a configuration. */
  isConfig(data: Readonly<Record<string, unknown>>): boolean;
}
