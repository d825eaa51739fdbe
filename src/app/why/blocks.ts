/**
 * What split attention did in a block, as a picture and in numbers.
 */
import type { BlockAttention } from '../../index';

/** A block's attention, ready to be drawn and told. */
export interface Block {
  readonly name: string;
  readonly radix: number;
  readonly channels: number;
  /**
   * One closed SVG path a split, in a box of `channels` by 1. Channels stand side by side, sorted by the first split, and
   * in each of them the splits lie on each other.
   */
  readonly paths: readonly string[];
  /** From 0, where all channels mix their splits alike, to 1, where each takes one alone. */
  readonly strength: number;
  /** The split that most channels take most of, counted from 0, and the share of these channels. */
  readonly mostly: number;
  readonly ofChannels: number;
  /** The mean weight of the first split. */
  readonly mean: number;
}

export function blockOf({ block, radix, shape: [, channels], data, meanBySplit }: BlockAttention): Block {
  const weight = (split: number, channel: number): number => data[split * channels + channel] ?? NaN;
  const order = Array.from({ length: channels }, (_, channel) => channel).sort((a, b) => weight(0, b) - weight(0, a));
  const below = (split: number, channel: number): number =>
    Array.from({ length: split }, (_, each) => weight(each, channel)).reduce((sum, each) => sum + each, 0);
  const largest = order.map((channel) => {
    const weights = Array.from({ length: radix }, (_, split) => weight(split, channel));
    return weights.indexOf(Math.max(...weights));
  });
  const counts = Array.from({ length: radix }, (_, split) => largest.filter((each) => each === split).length);
  const mostly = counts.indexOf(Math.max(...counts));
  const even = 1 / radix;
  const excess = order.reduce((sum, channel, i) => sum + weight(largest[i] ?? NaN, channel) - even, 0) / channels;
  return {
    name: block,
    radix,
    channels,
    paths: Array.from({ length: radix }, (_, split) =>
      pathOf(order, (channel) => [below(split, channel), below(split + 1, channel)]),
    ),
    strength: radix === 1 ? 0 : excess / (1 - even),
    mostly,
    ofChannels: (counts[mostly] ?? NaN) / channels,
    mean: meanBySplit[0] ?? NaN,
  };
}

/** The outline of columns, each one wide, between two heights; 0 is at the bottom. */
function pathOf(order: readonly number[], heights: (channel: number) => readonly [low: number, high: number]): string {
  const y = (height: number): string => (1 - height).toFixed(4);
  const columns = order.map((channel, x) => ({ x, heights: heights(channel) }));
  const upper = columns.map(({ x, heights: [, high] }) => `${x === 0 ? 'M' : 'L'}${x} ${y(high)}H${x + 1}`);
  const lower = columns.reverse().map(({ x, heights: [low] }) => `L${x + 1} ${y(low)}H${x}`);
  return `${upper.join('')}${lower.join('')}Z`;
}
