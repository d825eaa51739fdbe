/**
 * Configurations as JSON holds them, with the original's keywords in snake_case.
 */
import { ConfigError } from '../../core/errors';
import { keywords, type ResNeStConfig, resolveConfig, snake } from '../config';

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
  const unknown = partial.find(([keyword]) => !keywords().includes(keyword));
  if (unknown) throw unknownKeyword(ofInference[partial.indexOf(unknown)]?.[0] ?? unknown[0]);
  return Object.fromEntries(partial);
}

const unknownKeyword = (keyword: string): ConfigError =>
  new ConfigError('keyword', `${keyword} is no keyword of ResNet; known are ${keywords().map(snake).join(', ')}`);
