/**
 * Why a model takes a photo for a class: the class activation map, and the attention of each block.
 */
import { ConfigError } from '../core/errors';
import { defect, need, needAt } from '../core/need';
import { Pauses } from '../core/pauses';
import type { HostTensor } from '../core/tensor';
import { placementOf, wholeInput } from '../image/geometry';
import { laidBy, type PlaneMap } from '../image/layOnto';
import { type Graph, nodeOf, type OutputName, type Outputs } from '../model/graph';
import { type Classification, ranked, type ScoreOptions } from './scoring/ranked';
import { classRow, linearHead } from './linearHead';
import type { PhotoOptions } from './source';
import { outputOf, type Seen, type Task, usualView } from './task';

export type { PlaneMap };

export interface ExplainOptions extends PhotoOptions, ScoreOptions {
  /**
   * The class to explain, counted from 0.
   * @default the most probable one
   */
  readonly index?: number | undefined;
}

/**
 * What split attention did in one block (Zhang et al. 2020, "ResNeSt: Split-Attention Networks", equations 1 to 3). The
 * block computes its channels `radix` times over, as splits, and adds them up with these weights.
 */
export interface BlockAttention {
  /** The block's path in the state dict, such as `layer1.0`. */
  readonly block: string;
  /** The splits of a channel. */
  readonly radix: number;
  /** Cardinal groups, which compute their attention apart: group k has channels k * C / groups and those that follow it. */
  readonly groups: number;
  /** `[radix, C]`, where C are the channels of one split. */
  readonly shape: readonly [radix: number, channels: number];
  /**
   * Row-major: the weight of each split in each channel, from 0 to 1. The splits of a channel add up to 1; with a radix of
   * 1 the weight is a gate of its own, a sigmoid.
   */
  readonly data: Float32Array;
  /** The mean of each split over its channels: `radix` numbers. */
  readonly meanBySplit: Float32Array;
}

/** An explanation of one class. Numbers are logits, as the model has them, and no probabilities, but for `score`. */
export interface Explanation extends Classification {
  /** The logit of the class. */
  readonly logit: number;
  /** The part of the logit that lies nowhere in the photo. */
  readonly bias: number;
  /**
   * The class activation map (Zhou et al. 2016, "Learning Deep Features for Discriminative Localization"), of the size
   * [h, w] of layer4's maps, row-major: how much each place of the input speaks for the class, or against it if negative.
   * It is exact: its mean and `bias` add up to `logit`.
   */
  readonly map: PlaneMap;
  /**
   * The map at each pixel [H, W] of the photo as people see it, turned as its EXIF data say; of a tensor, at each pixel of
   * the tensor. Each value of the map stands in the centre of its part of the model's input, and between the centres it is
   * linear. Pixels that preprocessing cropped away are NaN. It is computed anew by each call, without a pause: 4 bytes
   * and some 50 nanoseconds a pixel, so that a photo of 12 megapixels takes 0.7 s. Where that is
   * too long for a page, create the classifier in a worker.
   */
  readonly onPhoto: () => PlaneMap;
  /** The attention of each block, from the first to the last; none for a model of radix 0, which has no splits. */
  readonly attention: readonly BlockAttention[];
}

const ATTENTION = '.attention';

/** What `explain` is asked, with the labels of the language that was chosen. */
export interface Asked extends Pick<ExplainOptions, 'index' | 'activation'> {
  readonly labels: readonly string[];
}

/** The explanation of a class, of the most probable one by default. */
export const explain = ({ index, activation, labels }: Asked): Task<Explanation> => ({
  wants: (graph) => {
    const { classes } = linearHead(graph);
    if (index !== undefined && index >= classes)
      throw new ConfigError(
        'option',
        `index is ${index}; it must be one of the ${classes} classes of this model, 0 to ${classes - 1}`,
      );
    return ['logits', 'layer4', ...attentionOutputs(graph)];
  },
  view: usualView,
  images: 1,
  answer: async (outputs, { graph, rows }, seen) => {
    const logits = outputOf(outputs, 'logits').data;
    const classes = ranked(logits, { topK: logits.length, activation, labels });
    const chosen =
      index === undefined
        ? needAt(classes, 0, 'class')
        : need(new Map(classes.map((each) => [each.index, each])), index, 'class');
    const { factors, bias } = await classRow(linearHead(graph), rows, chosen.index);
    const map = await classMap(outputOf(outputs, 'layer4'), factors);
    return {
      ...chosen,
      ...{ logit: needAt(logits, chosen.index, 'logit of class'), bias, map },
      onPhoto: laidBy(map, placementIn(seen)),
      attention: attentionOutputs(graph).map((name) => attentionOf(graph, name, outputs)),
    };
  },
});

/** In the order of the blocks. */
const attentionOutputs = ({ outputs }: Graph): readonly OutputName[] =>
  Object.keys(outputs).filter((name) => name.endsWith(ATTENTION));

/** The channels [1, C, h, w] added up with their factors. */
export async function classMap({ shape, data }: HostTensor, factors: Float64Array): Promise<PlaneMap> {
  const [height, width] = [needAt(shape, 2, 'size'), needAt(shape, 3, 'size')];
  const places = height * width;
  const sums = new Float64Array(places);
  const pauses = new Pauses(); // the map of a large tensor takes hundreds of milliseconds
  for (const [channel, factor] of factors.entries()) {
    await pauses.due();
    for (let place = 0; place < places; place++)
      sums[place] = (sums[place] ?? NaN) + factor * needAt(data, channel * places + place, 'value');
  }
  return { shape: [height, width], data: Float32Array.from(sums) };
}

function attentionOf(graph: Graph, name: OutputName, outputs: Outputs): BlockAttention {
  const { module } = nodeOf(graph, name);
  if (module.type !== 'rSoftMax') throw defect(`the output ${name} is a ${module.type}`);
  const { radix, cardinality: groups } = module;
  const { data } = outputOf(outputs, name);
  const channels = data.length / radix;
  const mean = (split: number): number =>
    data.subarray(split * channels, (split + 1) * channels).reduce((sum, weight) => sum + weight, 0) / channels;
  return {
    ...{ block: name.slice(0, -ATTENTION.length), radix, groups, shape: [radix, channels], data },
    meanBySplit: Float32Array.from({ length: radix }, (_, split) => mean(split)),
  };
}

const placementIn = (seen: Seen): ReturnType<typeof wholeInput> =>
  'view' in seen ? placementOf(seen.photo, seen.view) : wholeInput({ height: seen.tensor[2], width: seen.tensor[3] });
