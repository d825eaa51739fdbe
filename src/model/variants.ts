/**
 * The named models: the four of the article, its seven ablation models, timm's two small ones, and the embedded one.
 */
import { ConfigError } from '../core/errors';
import { type InputNumbers, USUAL } from '../preprocessing/usual';
import { type ResNeStConfig, withDefaults } from './config/defaults';

/** A named architecture with the input that its published weights want. */
export interface Variant extends InputNumbers {
  readonly name: string;
  readonly config: ResNeStConfig;
}

/** The model whose weights come with the library. */
export const DEFAULT_MODEL = 'resnest26_2s1x32d';

/** What all published models share. */
const PUBLISHED = { radix: 2, deepStem: true, avgDown: true, avd: true } as const;

/** A variant, with the numbers of its input that are not the usual ones. */
type Row = readonly [name: string, config: Partial<ResNeStConfig>, input?: Partial<InputNumbers>];

const FAST = { layers: [3, 4, 6, 3], stemWidth: 32, avdFirst: true } as const;

const ROWS: readonly Row[] = [
  [DEFAULT_MODEL, { layers: [2, 2, 2, 2], stemWidth: 16, bottleneckWidth: 32, numClasses: 200 }, { inputSize: 96 }],
  ['resnest14d', { layers: [1, 1, 1, 1], stemWidth: 32 }],
  ['resnest26d', { layers: [2, 2, 2, 2], stemWidth: 32 }],
  ['resnest50', { layers: [3, 4, 6, 3], stemWidth: 32 }],
  ['resnest101', { layers: [3, 4, 23, 3] }, { inputSize: 256 }],
  ['resnest200', { layers: [3, 24, 36, 3] }, { inputSize: 320, cropPct: 0.909, interpolation: 'bicubic' }],
  ['resnest269', { layers: [3, 30, 48, 8] }, { inputSize: 416, cropPct: 0.928, interpolation: 'bicubic' }],
  ['resnest50_fast_1s1x64d', { ...FAST, radix: 1 }],
  ['resnest50_fast_2s1x64d', { ...FAST, radix: 2 }],
  ['resnest50_fast_4s1x64d', { ...FAST, radix: 4 }],
  ['resnest50_fast_1s2x40d', { ...FAST, radix: 1, groups: 2, bottleneckWidth: 40 }],
  ['resnest50_fast_2s2x40d', { ...FAST, radix: 2, groups: 2, bottleneckWidth: 40 }],
  ['resnest50_fast_4s2x40d', { ...FAST, radix: 4, groups: 2, bottleneckWidth: 40 }, { interpolation: 'bicubic' }],
  ['resnest50_fast_1s4x24d', { ...FAST, radix: 1, groups: 4, bottleneckWidth: 24 }, { interpolation: 'bicubic' }],
];

export const variants: readonly Variant[] = ROWS.map(([name, config, input]) => ({
  name,
  config: withDefaults({ ...PUBLISHED, ...config }),
  ...USUAL,
  ...input,
}));

/** The variant of a name. Throws a ConfigError that lists the known names. */
export function variantNamed(name: string): Variant {
  const variant = variants.find((candidate) => candidate.name === name);
  if (!variant)
    throw new ConfigError(
      'model',
      `there is no model ${name}; known are ${variants.map((known) => known.name).join(', ')}`,
    );
  return variant;
}
