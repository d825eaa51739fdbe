/**
 * What a caller may ask of a model, as data: classify, embed, features and whatever comes beside them.
 */
import type { PixelSize } from '../core/pixels';
import { need } from '../core/need';
import type { HostTensor, Shape4 } from '../core/tensor';
import type { WeightReader } from '../core/weights';
import type { View } from '../image/geometry';
import { viewFor } from '../image/view';
import type { Graph, OutputName, Outputs } from '../model/graph';
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

export interface Task<Answer> {
  /** The outputs that the answer is made of. Throws a ConfigError for a model that lacks one. */
  wants(graph: Graph): readonly OutputName[];
  /** Which part of a photo the task looks at. Throws a ConfigError or an ImageError where there is none. */
  view(photo: PixelSize, model: Model): View;
  /** How many images a tensor must hold; absent where it may hold any number. */
  readonly images?: number;
  /** The answer to one source, of its wanted outputs. */
  answer(outputs: Outputs, model: Model, seen: Seen): Answer | Promise<Answer>;
}

/** The part of a photo that the model's own preprocessing leaves: all tasks that say nothing else look at it. */
export const usualView = (photo: PixelSize, { inputSize, preprocessing }: Model): View =>
  viewFor(photo, inputSize, preprocessing);

/** A wanted output. */
export const outputOf = (outputs: Outputs, name: OutputName): HostTensor => need(outputs, name, 'output');
