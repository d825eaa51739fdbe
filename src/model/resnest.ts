/**
 * A whole ResNeSt (resnet.py's ResNet): stem, layer1 to layer4, head.
 */
import {
  batchNorm2d,
  type BlockPlace,
  bottleneck,
  conv2d,
  EXPANSION,
  rectification,
  relu,
  type ShortcutPool,
} from './bottleneck';
import type { ResNeStConfig } from './config';
import { type Graph, GraphBuilder, type Value } from './graph';
import { buildHead } from './heads/build';
import { type Head, plainHead } from './heads/head';

/**
 * Builds the graph of a configuration: [N, inChannels, H, W] to logits [N, numClasses, 1, 1]; without classes to the
 * embedding. A `head` takes the place of the published models' own.
 */
export function buildResNeSt(config: ResNeStConfig, head: Head = plainHead(config)): Graph {
  const b = new GraphBuilder(config.inChannels);
  let x = stem(b, config, b.input);
  for (const stage of stages(config)) x = b.name(stage.name, layer(b, config, stage, x));
  return b.finish(buildHead(b, head, x));
}

interface Stage {
  readonly name: string;
  readonly planes: number;
  readonly blocks: number;
  readonly stride: number;
  readonly dilation: number;
}

/** The rule of resnet.py: `dilated` or dilation 4 trade both last strides, dilation 2 the last one. */
function stages({ layers, dilated, dilation }: ResNeStConfig): Stage[] {
  const traded = dilated || dilation === 4 ? 2 : dilation === 2 ? 1 : 0;
  const places = [
    [
      [1, 1],
      [2, 1],
      [2, 1],
      [2, 1],
    ],
    [
      [1, 1],
      [2, 1],
      [2, 1],
      [1, 2],
    ],
    [
      [1, 1],
      [2, 1],
      [1, 2],
      [1, 4],
    ],
  ][traded] as [number, number][];
  return places.map(([stride, dilationOfStage], i) => ({
    name: `layer${i + 1}`,
    planes: 64 * 2 ** i,
    blocks: layers[i] ?? 0,
    stride,
    dilation: dilationOfStage,
  }));
}

function stem(b: GraphBuilder, config: ResNeStConfig, input: Value): Value {
  const { stemWidth } = config;
  const rectify = rectification(config);
  const spatial = { kernelSize: 3, padding: 1, rectify };
  let x: Value;
  if (config.deepStem) {
    x = conv2d(b, 'conv1.0', input, stemWidth, { ...spatial, stride: 2 });
    x = relu(b, 'conv1.2', batchNorm2d(b, 'conv1.1', x));
    x = conv2d(b, 'conv1.3', x, stemWidth, spatial);
    x = relu(b, 'conv1.5', batchNorm2d(b, 'conv1.4', x));
    x = conv2d(b, 'conv1.6', x, stemWidth * 2, spatial);
  } else {
    x = conv2d(b, 'conv1', input, 64, { kernelSize: 7, stride: 2, padding: 3, rectify });
  }
  x = relu(b, 'relu', batchNorm2d(b, 'bn1', x));
  return b.add('maxpool', { type: 'maxPool2d', kernelSize: 3, stride: 2, padding: 1 }, [x], x.channels);
}

function shortcutPoolOf({ dialect }: ResNeStConfig, { stride, dilation }: Stage): ShortcutPool {
  if (dilation > 1) return dialect === 'timm' ? 'same' : 'none';
  return stride > 1 ? 'strided' : 'none';
}

function layer(b: GraphBuilder, config: ResNeStConfig, stage: Stage, x: Value): Value {
  const { name, planes, blocks, stride, dilation } = stage;
  const isFirst = name !== 'layer1';
  const first: BlockPlace = {
    name: `${name}.0`,
    planes,
    stride,
    // The first block keeps the dilation of the layer before it.
    dilation: dilation === 4 ? 2 : 1,
    isFirst,
    ...(stride !== 1 || x.channels !== planes * EXPANSION
      ? { downsample: { stride, pool: shortcutPoolOf(config, stage) } }
      : {}),
  };
  let out = bottleneck(b, config, first, x);
  for (let i = 1; i < blocks; i++)
    out = bottleneck(b, config, { name: `${name}.${i}`, planes, stride: 1, dilation, isFirst: false }, out);
  return out;
}
