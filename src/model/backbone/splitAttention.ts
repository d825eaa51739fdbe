/**
 * Split attention (splat.py's SplAtConv2d).
 */
import { attentionWidth, type ResNeStConfig } from '../config';
import type { GraphBuilder, Value } from '../graph';
import { batchNorm2d, conv2d, type ConvOptions, relu } from '../layers';

/** The second convolution of a block, whose attention is an output. */
export function splitAttention(
  b: GraphBuilder,
  config: ResNeStConfig,
  block: string,
  x: Value,
  spatial: ConvOptions,
): Value {
  const { radix, groups } = config;
  const name = `${block}.conv2`;
  const width = x.channels;
  let splits = conv2d(b, `${name}.conv`, x, width * radix, { ...spatial, groups: groups * radix });
  splits = relu(b, `${name}.relu`, batchNorm2d(b, `${name}.bn0`, splits));
  const sum = radix > 1 ? b.add(`${name}.splitSum`, { type: 'splitSum', radix }, [splits], width) : splits;
  const gap = b.add(`${name}.gap`, { type: 'globalAvgPool' }, [sum], width);
  let hidden = conv2d(b, `${name}.fc1`, gap, attentionWidth(config, width), { groups, bias: true });
  hidden = relu(b, `${name}.relu1`, batchNorm2d(b, `${name}.bn1`, hidden));
  const logits = conv2d(b, `${name}.fc2`, hidden, width * radix, { groups, bias: true });
  const attention = b.add(
    `${name}.rsoftmax`,
    { type: 'rSoftMax', radix, cardinality: groups },
    [logits],
    logits.channels,
  );
  b.name(`${block}.attention`, attention);
  return b.add(`${name}.attend`, { type: 'attentionWeightedSum', radix }, [splits, attention], width);
}
