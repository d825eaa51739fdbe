/**
 * The numbers of a preprocessing, checked, whether a file or a caller gives them. Each function takes the name under
 * which the number was given, for the ConfigError that it throws.
 */
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { type Interpolation, INTERPOLATIONS, type Rgb } from './recipes';

export function interpolationOf(value: unknown, name: string): Interpolation {
  const interpolation = INTERPOLATIONS.find((each) => each === value);
  if (interpolation) return interpolation;
  throw new ConfigError(
    'preprocessing',
    `${name} must be ${INTERPOLATIONS.map((each) => `"${each}"`).join(' or ')}, not ${inWords(value)}`,
  );
}

export function cropPctOf(value: unknown, name: string): number {
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw new ConfigError('preprocessing', `${name} must be a number above 0 and at most 1, not ${inWords(value)}`);
}

/** Below this a deviation is a mistake, and dividing by it makes numbers that no model has seen. */
const LEAST_STD = 1e-6;

export const meanOf = (value: unknown, name: string): Rgb => rgbOf(value, name, 0);

export const stdOf = (value: unknown, name: string): Rgb => rgbOf(value, name, LEAST_STD);

/** Channels are numbers from 0 to 1, so their means and deviations are as well; 1 divides by nothing. */
function rgbOf(value: unknown, name: string, least: number): Rgb {
  const numbers: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [];
  const isOne = (number: unknown): boolean => typeof number === 'number' && number >= least && number <= 1;
  if (numbers.length === 3 && numbers.every(isOne)) return numbers as unknown as Rgb;
  const isOfBytes = numbers.length === 3 && numbers.every((number) => typeof number === 'number' && number <= 255);
  const advice = isOfBytes && numbers.some((number) => Number(number) > 1) ? '; divide numbers of 0 to 255 by 255' : '';
  throw new ConfigError(
    'preprocessing',
    `${name} must be three numbers from ${String(least)} to 1, one a channel, not ${inWords(value)}${advice}`,
  );
}
