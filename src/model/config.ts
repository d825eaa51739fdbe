/**
 * The keywords of the original `ResNet` class that decide what is computed at inference.
 */
import { described } from '../core/described';
import { ConfigError } from '../core/errors';
import { DEFAULTS, type Dialect, type ResNeStConfig, withDefaults } from './config/defaults';
import { POOLS } from './pools';

export type { Dialect, ResNeStConfig };

const DIALECTS: readonly string[] = ['official', 'timm'] satisfies Dialect[];

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
  checkTypes(withDefaults({ layers: [1, 1, 1, 1], ...partial }));
}

/** Checks a configuration and completes it with the original's defaults. Throws a ConfigError that names the keyword. */
export function resolveConfig(partial: Partial<ResNeStConfig>): ResNeStConfig {
  checkKeywords({ layers: undefined, ...partial });
  const config = withDefaults(partial);
  checkWidths(config);
  return config;
}

/** Every keyword. */
export const keywords = (): string[] => ['layers', ...Object.keys(DEFAULTS)];

/** A keyword as the original writes it. */
export const snake = (keyword: string): string => keyword.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

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
