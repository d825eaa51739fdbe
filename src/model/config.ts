/**
 * The keywords of the original `ResNet` class that decide what is computed at inference.
 */
import { described } from '../core/described';
import { ConfigError } from '../core/errors';
import { type PoolName, POOLS } from './pools';

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

const DIALECTS: readonly string[] = ['official', 'timm'] satisfies Dialect[];

/** The original signature's defaults. */
const DEFAULTS: Omit<ResNeStConfig, 'layers'> = {
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

/** The 3x3 convolution's width in a block of `planes`: int(planes * bottleneckWidth / 64) * groups. */
export const groupWidth = ({ bottleneckWidth, groups }: ResNeStConfig, planes: number): number =>
  Math.trunc(planes * (bottleneckWidth / 64)) * groups;

/** The width between fc1 and fc2 of split attention: a quarter of the splits' channels, 32 at least. */
export function attentionWidth({ radix, dialect }: ResNeStConfig, width: number): number {
  const quarter = (width * radix) / 4;
  if (dialect === 'official') return Math.max(Math.floor(quarter), 32);
  // timm's make_divisible: to the nearest multiple of 8, but by no more than a tenth down.
  const rounded = Math.max(32, Math.floor((quarter + 4) / 8) * 8);
  return rounded < 0.9 * quarter ? rounded + 8 : rounded;
}

const WHOLE: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  radix: { least: 0, most: 64 },
  groups: { least: 1, most: 4096 },
  bottleneckWidth: { least: 1, most: 4096 },
  numClasses: { least: 0, most: 1_000_000 },
  inChannels: { least: 1, most: 4096 },
  stemWidth: { least: 1, most: 4096 },
};

/** Blocks in a layer; the deepest published model has 48. */
const MOST_BLOCKS = 1000;

/** Checks the keywords that are given, each by itself. Throws a ConfigError that names the keyword. */
export function checkKeywords(partial: Readonly<Record<string, unknown>>): void {
  for (const keyword of Object.keys(partial))
    if (keyword !== 'layers' && !Object.hasOwn(DEFAULTS, keyword))
      throw new ConfigError('keyword', `${keyword} is no keyword of a ResNeSt; known are ${keywords().join(', ')}`);
  checkTypes(completed({ layers: [1, 1, 1, 1], ...partial }));
}

/** Checks a configuration and completes it with the original's defaults. Throws a ConfigError that names the keyword. */
export function resolveConfig(partial: Partial<ResNeStConfig>): ResNeStConfig {
  checkKeywords({ layers: undefined, ...partial });
  const config = completed(partial);
  checkWidths(config);
  return config;
}

const completed = (partial: Partial<ResNeStConfig>): ResNeStConfig => {
  const given = Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given } as ResNeStConfig;
};

const isRate = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

/** Keywords that change nothing at inference, with the values that they may have. */
const OF_TRAINING: Readonly<Record<string, { readonly fits: (value: unknown) => boolean; readonly values: string }>> = {
  final_drop: { fits: isRate, values: 'a number from 0 to 1' },
  dropblock_prob: { fits: isRate, values: 'a number from 0 to 1' },
  last_gamma: { fits: (value) => typeof value === 'boolean', values: 'true or false' },
  norm_layer: { fits: (value) => /BatchNorm(2d)?$/.test(String(value)), values: 'a batch norm, such as "BatchNorm2d"' },
};

function checkTrainingKeywords(json: Readonly<Record<string, unknown>>): void {
  for (const [keyword, { fits, values }] of Object.entries(OF_TRAINING))
    if (Object.hasOwn(json, keyword) && !fits(json[keyword]))
      throw new ConfigError('keyword', `${keyword} must be ${values}, not ${JSON.stringify(json[keyword])}`);
}

/**
 * A configuration from JSON with the original keywords (snake_case); those of training alone are ignored. Throws a
 * ConfigError that names the keyword.
 */
export const configFromKeywords = (json: unknown): ResNeStConfig => resolveConfig(partialFromKeywords(json));

/** The same without a completion: `layers` may be absent, and the checkpoint then decides what is not said. */
export function partialFromKeywords(json: unknown): Partial<ResNeStConfig> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ConfigError(
      'keyword',
      'a configuration is a JSON object with keywords of ResNet, such as {"layers": [3, 4, 6, 3]}',
    );
  const camel = (keyword: string): string => keyword.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  checkTrainingKeywords(json as Readonly<Record<string, unknown>>);
  const ofInference = Object.entries(json).filter(([keyword]) => !Object.hasOwn(OF_TRAINING, keyword));
  const partial = ofInference.map(([keyword, value]) => {
    if (/[A-Z]/.test(keyword)) throw unknownKeyword(keyword);
    return [camel(keyword), value] as const;
  });
  const unknown = partial.find(([keyword]) => keyword !== 'layers' && !Object.hasOwn(DEFAULTS, keyword));
  if (unknown) throw unknownKeyword(ofInference[partial.indexOf(unknown)]?.[0] ?? unknown[0]);
  return Object.fromEntries(partial);
}

const keywords = (): string[] => ['layers', ...Object.keys(DEFAULTS)];

const snake = (keyword: string): string => keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const unknownKeyword = (keyword: string): ConfigError =>
  new ConfigError('keyword', `${keyword} is no keyword of ResNet; known are ${keywords().map(snake).join(', ')}`);

function checkTypes(config: ResNeStConfig): void {
  const { layers } = config as { layers?: unknown };
  const counts =
    Array.isArray(layers) &&
    layers.length === 4 &&
    layers.every((n) => Number.isInteger(n) && n >= 1 && n <= MOST_BLOCKS);
  if (!counts)
    throw new ConfigError(
      'keyword',
      `layers must be four block counts from 1 to ${MOST_BLOCKS}, such as [3, 4, 6, 3], not ${json(layers)}`,
    );
  for (const [keyword, fallback] of Object.entries(DEFAULTS)) {
    const value: unknown = config[keyword as keyof ResNeStConfig];
    if (typeof fallback === 'boolean' && typeof value !== 'boolean')
      throw new ConfigError('keyword', `${snake(keyword)} must be true or false, not ${json(value)}`);
    const range = WHOLE[keyword];
    const whole = typeof value === 'number' && Number.isInteger(value);
    if (range && !(whole && value >= range.least && value <= range.most))
      throw new ConfigError(
        'keyword',
        `${snake(keyword)} must be a whole number from ${range.least} to ${range.most}, not ${json(value)}`,
      );
  }
  if (!DIALECTS.includes(config.dialect))
    throw new ConfigError('keyword', `dialect must be ${DIALECTS.join(' or ')}, not ${json(config.dialect)}`);
  if (!POOLS.includes(config.globalPool))
    throw new ConfigError('keyword', `global_pool must be ${POOLS.join(' or ')}, not ${json(config.globalPool)}`);
  if (![1, 2, 4].includes(config.dilation))
    throw new ConfigError('keyword', `dilation must be 1, 2 or 4, not ${json(config.dilation)}`);
}

function checkWidths(config: ResNeStConfig): void {
  const { groups, radix, bottleneckWidth } = config;
  for (const planes of [64, 128, 256, 512]) {
    const width = groupWidth(config, planes);
    if (width < 1)
      throw new ConfigError('keyword', `bottleneck_width ${bottleneckWidth} leaves a block without channels`);
    if (radix > 0 && width % (groups * radix) !== 0)
      throw new ConfigError(
        'keyword',
        `radix ${radix} and groups ${groups} do not divide the width ${width} of a block; choose others, or another bottleneck_width`,
      );
    if (radix > 0 && attentionWidth(config, width) % groups !== 0)
      throw new ConfigError(
        'keyword',
        `groups ${groups} do not divide the attention's width ${attentionWidth(config, width)}; choose others, or another bottleneck_width`,
      );
  }
}

const json = described;
