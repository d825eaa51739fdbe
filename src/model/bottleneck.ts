/**
 * One residual block (resnet.py's Bottleneck) with split attention (splat.py's SplAtConv2d).
 */
import { attentionWidth, groupWidth, type ResNeStConfig } from './config';
import type { Rectify } from '../ops/conv2d';
import type { AvgPool2d } from '../ops/pool2d';
import type { Conv2dModule, GraphBuilder, Value } from './graph';

/** What differs between the blocks of a model. */
export interface BlockPlace {
  /** State-dict path, such as `layer2.0`. */
  readonly name: string;
  readonly planes: number;
  readonly stride: number;
  readonly dilation: number;
  /** Whether it opens layer2, layer3 or layer4, where avd pools even at stride 1. */
  readonly isFirst: boolean;
  /** Of a shortcut that is not the identity: its stride, and the average pool that takes it with avg_down. */
  readonly downsample?: { readonly stride: number; readonly pool: ShortcutPool };
}

/** `strided`: a window as wide as the stride; `same`: timm's 2x2 of stride 1 in dilated layers; `none`: the identity. */
export type ShortcutPool = 'strided' | 'same' | 'none';

/** Output channels over planes. */
export const EXPANSION = 4;

type ConvOptions = Partial<Omit<Conv2dModule, 'type' | 'inChannels' | 'outChannels'>>;

export function conv2d(b: GraphBuilder, name: string, x: Value, outChannels: number, options: ConvOptions = {}): Value {
  const defaults = {
    kernelSize: 1,
    stride: 1,
    padding: 0,
    dilation: 1,
    groups: 1,
    rectify: 'none',
    bias: false,
  } as const;
  const module: Conv2dModule = { type: 'Conv2d', inChannels: x.channels, outChannels, ...defaults, ...options };
  return b.add(name, module, [x], outChannels);
}

export const batchNorm2d = (b: GraphBuilder, name: string, x: Value): Value =>
  b.add(name, { type: 'BatchNorm2d', numFeatures: x.channels }, [x], x.channels);

export const relu = (b: GraphBuilder, name: string, x: Value): Value => b.add(name, { type: 'ReLU' }, [x], x.channels);

/** The block's output [N, 4 * planes, H', W']. */
export function bottleneck(b: GraphBuilder, config: ResNeStConfig, place: BlockPlace, x: Value): Value {
  const { name, planes, dilation, isFirst } = place;
  const width = groupWidth(config, planes);
  const avd = config.avd && (place.stride > 1 || (isFirst && config.dialect === 'official'));
  const stride = avd ? 1 : place.stride;
  const pool = (input: Value): Value =>
    b.add(
      `${name}.avd_layer`,
      {
        type: 'avgPool2d',
        kernelSize: 3,
        stride: place.stride,
        padding: 1,
        paddingEnd: 0,
        ceilMode: false,
        countIncludePad: true,
      },
      [input],
      input.channels,
    );

  let out = conv2d(b, `${name}.conv1`, x, width);
  out = relu(b, `${name}.relu1`, batchNorm2d(b, `${name}.bn1`, out));
  if (avd && config.avdFirst) out = pool(out);
  const spatial = { kernelSize: 3, stride, padding: dilation, dilation, rectify: rectification(config) };
  if (config.radix > 0) {
    out = splitAttention(b, config, name, out, spatial);
  } else {
    out = conv2d(b, `${name}.conv2`, out, width, { ...spatial, groups: config.groups });
    out = relu(b, `${name}.relu2`, batchNorm2d(b, `${name}.bn2`, out));
  }
  if (avd && !config.avdFirst) out = pool(out);
  // Before conv3, which takes it as its residual.
  const residual = shortcut(b, config, place, x);
  out = batchNorm2d(b, `${name}.bn3`, conv2d(b, `${name}.conv3`, out, planes * EXPANSION));
  out = b.add(`${name}.add`, { type: 'Add' }, [out, residual], out.channels);
  return relu(b, `${name}.relu`, out);
}

/** The second convolution of a block, whose attention is an output. */
function splitAttention(b: GraphBuilder, config: ResNeStConfig, block: string, x: Value, spatial: ConvOptions): Value {
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

function shortcut(b: GraphBuilder, config: ResNeStConfig, place: BlockPlace, x: Value): Value {
  const { name, planes, downsample } = place;
  if (!downsample) return x;
  const { stride, pool } = downsample;
  const path = `${name}.downsample`;
  let out = x;
  if (!config.avgDown) {
    out = conv2d(b, `${path}.0`, x, planes * EXPANSION, { stride });
    return batchNorm2d(b, `${path}.1`, out);
  }
  // The pool keeps number 0 of the path even where there is none.
  if (pool !== 'none') out = b.add(`${path}.0`, shortcutPool(pool, stride), [x], x.channels);
  out = conv2d(b, `${path}.1`, out, planes * EXPANSION);
  return batchNorm2d(b, `${path}.2`, out);
}

const shortcutPool = (pool: 'strided' | 'same', stride: number): AvgPool2d =>
  pool === 'strided'
    ? { ...PLAIN_POOL, kernelSize: stride, stride, paddingEnd: 0, ceilMode: true, countIncludePad: false }
    : { ...PLAIN_POOL, kernelSize: 2, stride: 1, paddingEnd: 1, ceilMode: false, countIncludePad: true };

const PLAIN_POOL = { type: 'avgPool2d', padding: 0 } as const;

/** RFConv2d averages everywhere, or corrects where there is padding, which all these convolutions have. */
export const rectification = ({ rectifiedConv, rectifyAvg }: ResNeStConfig): Rectify =>
  rectifiedConv ? (rectifyAvg ? 'average' : 'taps') : 'none';
