/** How the value of an option is written, one kind a constant or a function. */
import type { RegionOfInterest } from '../../../src/image/region';
import { PRECISIONS } from '../../../src/core/precision';
import { STORAGES } from '../../../src/core/storage';
import { variants } from '../../../src/model/variants';
import { ADAPTERS, BROWSERS } from '../browser/types';

/** A kind of value. */
export interface Kind<T> {
  /** Ends the sentence "option --name is 'value'; it must be ...". */
  readonly expected: string;
  /** All values that there are, for the help; undefined if they are too many. */
  readonly listed: string | undefined;
  /** The value of a text that is not empty; undefined if the text is none. */
  readonly parse: (text: string) => T | undefined;
}

/** A name, a path or an address. */
export const text: Kind<string> = { expected: 'a text', listed: undefined, parse: (value) => value };

/** A whole number from 1 to `most`. */
export const wholeNumber = (most = Number.MAX_SAFE_INTEGER): Kind<number> => ({
  expected: most < Number.MAX_SAFE_INTEGER ? `a whole number from 1 to ${most}` : 'a whole number above 0',
  listed: undefined,
  parse(value) {
    if (!/^[1-9]\d*$/.test(value)) return undefined;
    const number = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
    return number <= most ? number : undefined;
  },
});

/** A number with or without a fraction, of either sign. */
export const number: Kind<number> = {
  expected: 'a number',
  listed: undefined,
  parse: (value) => (/^[-+]?(\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : undefined),
};

/** A part of a photo. */
export const region: Kind<RegionOfInterest> = {
  expected: 'X,Y,WIDTH,HEIGHT in pixels, and perhaps degrees clockwise behind them',
  listed: undefined,
  parse(value) {
    const [x, y, width, height, rotation = 0, ...others] = value.split(',').map((part) => number.parse(part));
    if (x === undefined || y === undefined || width === undefined || height === undefined) return undefined;
    return others.length > 0 ? undefined : { x, y, width, height, rotation };
  },
};

/** The edges of something in a coordinate system. */
export const bounds: Kind<readonly [west: number, south: number, east: number, north: number]> = {
  expected: 'four numbers with commas between them: west, south, east, north',
  listed: undefined,
  parse(value) {
    const [west, south, east, north, ...others] = value.split(',').map((part) => number.parse(part));
    if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined;
    return others.length > 0 ? undefined : [west, south, east, north];
  },
};

/** One of a few words. */
export const oneOf = <const Word extends string>(words: readonly Word[]): Kind<Word> => ({
  expected: words.join(' or '),
  listed: inSeries(words),
  parse: (value) => words.find((word) => word === value),
});

/** The word for a list without values. */
export const NONE = 'none';

/** Values with commas between them, each once, at least `least` of them; `none` for an empty list. */
export const listOf = <T>(item: Kind<T>, least = 1): Kind<readonly T[]> => ({
  expected: `${least > 1 ? `${least} values or more` : 'values'} with commas between them, each ${item.expected}; or ${NONE}`,
  listed: undefined,
  parse(value) {
    if (value === NONE) return [];
    const items = [...new Set(value.split(',').map((part) => (part === '' ? undefined : item.parse(part))))];
    return items.length >= least && items.every((each) => each !== undefined) ? items : undefined;
  },
});

export const storage = oneOf(STORAGES);
export const precision = oneOf(PRECISIONS);
export const browser = oneOf(BROWSERS);

/** The name of a model; the help has the list of them once, as `VARIANTS`. */
export const variant: Kind<string> = { ...oneOf(variants.map(({ name }) => name)), listed: undefined };

/** Names of models, for the end of a help. */
export const VARIANTS = `The models by name are ${variants.map(({ name }) => name).join(', ')}.`;

/** How to choose Chromium and its GPU, for the end of a help. */
export const ENVIRONMENT = `The environment variable RESNEST_BROWSER names Chromium's file; RESNEST_ADAPTER=${ADAPTERS.join(' or ')} chooses its GPU.`;

function inSeries(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${last}` : last;
}
