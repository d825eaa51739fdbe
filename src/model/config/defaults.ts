/**
 * The keywords, and what each is where nobody says it.
 */
import type { PoolName } from '../pools';

/** A ResNeSt architecture; each field is the original keyword of the same name in snake_case. */
export interface ResNeStConfig {
  /** Blocks of layer1 to layer4. */
  readonly layers: readonly [number, number, number, number];
  /** Splits in a cardinal group; 0 is a plain grouped convolution, 1 a sigmoid gate. */
  readonly radix: number;
  /** The cardinality. */
  readonly groups: number;
  readonly bottleneckWidth: number;
  /** Outputs of the classifier; 0 for a backbone that has none. */
  readonly numClasses: number;
  /** Channels of the input: 3 for colour photos, 1 for grey ones; inputs of other numbers are given as tensors. */
  readonly inChannels: number;
  /** How the maps of layer4 are pooled; `gem` with the checkpoint's p, or 3 where it has none. */
  readonly globalPool: PoolName;
  /** Strides of layer3 and layer4 replaced by dilation 2 and 4. */
  readonly dilated: boolean;
  /** 2: the stride of layer4 replaced by dilation; 4: as `dilated`. */
  readonly dilation: number;
  /** Three 3x3 convolutions instead of one 7x7. */
  readonly deepStem: boolean;
  readonly stemWidth: number;
  /** The shortcut averages before its 1x1 convolution, instead of striding in it. */
  readonly avgDown: boolean;
  /** A 3x3 average pool does the striding of a block. */
  readonly avd: boolean;
  /** The average pool comes before the 3x3 convolution. */
  readonly avdFirst: boolean;
  /** 3x3 and 7x7 convolutions scale their outputs at the border by the taps inside the input (RFConv2d). */
  readonly rectifiedConv: boolean;
  /** Rectified convolutions average over the taps inside the input, everywhere. */
  readonly rectifyAvg: boolean;
  /** Whose code the checkpoint was trained with: they differ in the attention's width and in dilated models. */
  readonly dialect: Dialect;
}

export type Dialect = 'official' | 'timm';

/** The original signature's defaults. */
export const DEFAULTS: Omit<ResNeStConfig, 'layers'> = {
  radix: 1,
  groups: 1,
  bottleneckWidth: 64,
  numClasses: 1000,
  inChannels: 3,
  globalPool: 'avg',
  dilated: false,
  dilation: 1,
  deepStem: false,
  stemWidth: 64,
  avgDown: false,
  avd: false,
  avdFirst: false,
  rectifiedConv: false,
  rectifyAvg: false,
  dialect: 'official',
};

/** A configuration with the original's defaults, unchecked. */
export const withDefaults = (partial: Partial<ResNeStConfig>): ResNeStConfig => {
  const given = Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given } as ResNeStConfig;
};
