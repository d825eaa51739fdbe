/**
 * layer1 to layer4: how many blocks each has, and where they stride.
 */
import { needAt } from '../../core/need';
import type { ResNeStConfig } from '../config';
import type { GraphBuilder, Value } from '../graph';
import { type Features, type LayerName, LAYERS } from './features';
import { type BlockPlace, bottleneck, EXPANSION } from './bottleneck';
import type { ShortcutPool } from './shortcut';

/** Adds the outputs `layer1` to `layer4`. */
export function stages(b: GraphBuilder, config: ResNeStConfig, x: Value): Features {
  let out = x;
  const named = placesOf(config).map((stage) => [stage.name, (out = b.name(stage.name, layer(b, config, stage, out)))]);
  return Object.fromEntries(named) as Features;
}

interface Stage {
  readonly name: LayerName;
  readonly planes: number;
  readonly blocks: number;
  readonly stride: number;
  readonly dilation: number;
}

type Place = readonly [stride: number, dilation: number];

/** Of layer1 to layer4, by how many of the last strides are traded for dilation. */
// prettier-ignore
const PLACES: Readonly<Record<0 | 1 | 2, readonly Place[]>> = {
  0: [[1, 1], [2, 1], [2, 1], [2, 1]],
  1: [[1, 1], [2, 1], [2, 1], [1, 2]],
  2: [[1, 1], [2, 1], [1, 2], [1, 4]],
};

/** The rule of resnet.py: `dilated` or dilation 4 trade both last strides, dilation 2 the last one. */
function placesOf({ layers, dilated, dilation }: ResNeStConfig): Stage[] {
  const places = PLACES[dilated || dilation === 4 ? 2 : dilation === 2 ? 1 : 0];
  return LAYERS.map((name, i) => {
    const [stride, dilationOfStage] = needAt(places, i, 'place of layer');
    return {
      name,
      planes: 64 * 2 ** i,
      blocks: needAt(layers, i, 'depth of layer'),
      stride,
      dilation: dilationOfStage,
    };
  });
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
