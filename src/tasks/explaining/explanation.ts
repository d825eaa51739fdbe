/**
 * What an explanation is, and what is asked for one.
 */
import type { PlaneMap } from '../../image/layOnto';
import type { Graph, OutputName } from '../../model/graph';
import type { Classification, ScoreOptions } from '../scoring/ranked';
import type { PhotoOptions } from '../source';

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

/** How the names of these outputs end. */
export const ATTENTION = '.attention';

/** What `explain` is asked, with the labels of the language that was chosen. */
export interface Asked extends Pick<ExplainOptions, 'index' | 'activation'> {
  readonly labels: readonly string[];
}

/** Those of the blocks' attention, in the order of the blocks. */
export const attentionOutputs = ({ outputs }: Graph): readonly OutputName[] =>
  Object.keys(outputs).filter((name) => name.endsWith(ATTENTION));
