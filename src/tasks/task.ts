/**
 * What a caller may ask of a model, as data: classify, embed, features and whatever comes beside them.
 */
import { ConfigError } from '../core/errors';
import { need } from '../core/need';
import type { PixelSize } from '../core/pixels';
import type { HostTensor, Shape4 } from '../core/tensor';
import type { WeightReader } from '../core/weights';
import type { View } from '../image/geometry';
import { viewFor } from '../image/view';
import { answersOf, type Graph, type OutputName, type Outputs } from '../model/graph';
import type { Preprocessing } from '../preprocessing/recipes';

/** What tasks know of the model. */
export interface Model {
  readonly graph: Graph;
  /** The size in pixels that photos are brought to. */
  readonly inputSize: readonly [height: number, width: number];
  readonly preprocessing: Preprocessing;
  /** One label a class, or none. */
  readonly labels: readonly string[];
  /** The weights, read back from the GPU. */
  readonly rows: WeightReader;
}

/** A source as a task saw it: a photo by its size and the part of it that became the input, a tensor [N, C, H, W] whole. */
export type Seen = { readonly photo: PixelSize; readonly view: View } | { readonly tensor: Shape4 };

/** A question, of whose outputs `Out` an answer is made. */
export interface Task<Answer, Out = Outputs> {
  /**
   * The outputs that the answer is made of. `wantedOf` refuses a model that lacks one; a task that can say more about it
   * throws a ConfigError of its own.
   */
  wants(graph: Graph): readonly OutputName[];
  /** Which part of a photo the task looks at. Throws a ConfigError or an ImageError where there is none. */
  view(photo: PixelSize, model: Model): View;
  /** How many images a tensor must hold; absent where it may hold any number. */
  readonly images?: number;
  /** The answer to one source, of its wanted outputs. */
  answer(outputs: Out, model: Model, seen: Seen): Answer | Promise<Answer>;
}

/** The part of a photo that the model's own preprocessing leaves: all tasks that say nothing else look at it. */
export const usualView = (photo: PixelSize, { inputSize, preprocessing }: Model): View =>
  viewFor(photo, inputSize, preprocessing);

/** The outputs that a task wants of a model. Throws a ConfigError where the model lacks one. */
export function wantedOf(task: Pick<Task<unknown>, 'wants'>, graph: Graph): readonly OutputName[] {
  const wanted = task.wants(graph);
  const missing = wanted.find((name) => !Object.hasOwn(graph.outputs, name));
  if (missing === undefined) return wanted;
  throw new ConfigError(
    'no-output',
    `the call needs the output ${missing}, and this model has ${answersOf(graph).join(', ')}; use a call that needs these only, or load another checkpoint`,
  );
}

/** A wanted output. */
export const outputOf = (outputs: Outputs, name: OutputName): HostTensor => need(outputs, name, 'output');
