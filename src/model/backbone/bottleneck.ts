/**
 * One residual block (resnet.py's Bottleneck).
 */
import { groupWidth, type ResNeStConfig } from '../config';
import type { GraphBuilder, Value } from '../graph';
import { batchNorm2d, conv2d, relu } from '../layers';
import { rectification } from './rectification';
import { type Downsample, shortcut } from './shortcut';
import { splitAttention } from './splitAttention';

/** What differs between the blocks of a model. */
export interface BlockPlace {
  /** State-dict path, such as `layer2.0`. */
  readonly name: string;
  readonly planes: number;
  readonly stride: number;
  readonly dilation: number;
  /** Whether it opens layer2, layer3 or layer4, where avd pools even at stride 1. */
  readonly isFirst: boolean;
  /** Of a shortcut that is not the identity. */
  readonly downsample?: Downsample;
}

/** Output channels over planes. */
export const EXPANSION = 4;

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
  const residual = shortcut(b, name, x, planes * EXPANSION, config.avgDown, place.downsample);
  out = batchNorm2d(b, `${name}.bn3`, conv2d(b, `${name}.conv3`, out, planes * EXPANSION));
  out = b.add(`${name}.add`, { type: 'Add' }, [out, residual], out.channels);
  return relu(b, `${name}.relu`, out);
}
