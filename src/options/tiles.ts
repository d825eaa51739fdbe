/**
 * The options of `classifyTiles`, checked.
 */
import { ConfigError } from '../core/errors';
import { inWords, isObject } from '../core/json';
import { EDGES } from '../image/sheets/grid';
import type { TilesCursor, TilesOptions } from '../tasks/tiles/tiles';
import { checkTogether, CLASSES } from './calls';
import { functionOf, oneOf, type Readers, read } from './read';

/** Larger tiles are no tiles, and a product of two of them must not overflow. */
const MOST_PIXELS = 2 ** 15;

const isWhole = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

/** An object of two whole numbers. */
const isPair = (
  value: unknown,
  across: string,
  down: string,
  most: number,
): value is Readonly<Record<string, number>> =>
  isObject(value) && isWhole(value[across], 1, most) && isWhole(value[down], 1, most);

/** A number of pixels for both axes, or one for each of two fields. */
const pixels =
  <Across extends string, Down extends string>(name: string, across: Across, down: Down) =>
  (value: unknown): number | Readonly<Record<Across | Down, number>> => {
    if (isWhole(value, 1, MOST_PIXELS)) return value;
    if (isPair(value, across, down, MOST_PIXELS))
      return { [across]: value[across], [down]: value[down] } as Readonly<Record<Across | Down, number>>;
    throw new ConfigError(
      'option',
      `${name} must be whole pixels from 1 to ${MOST_PIXELS}, such as 224 or { ${across}: 300, ${down}: 200 }, not ${inWords(value)}`,
    );
  };

const edge = oneOf('edge', EDGES);

/** A cursor of our own; whether it is of this sheet is looked at later. */
function cursor(value: unknown): TilesCursor {
  const most = Number.MAX_SAFE_INTEGER;
  if (
    isObject(value) &&
    isPair(value['sheet'], 'width', 'height', most) &&
    isPair(value['tile'], 'width', 'height', most) &&
    isPair(value['stride'], 'x', 'y', most) &&
    isWhole(value['next'], 0, most)
  )
    return { ...(structuredClone(value) as unknown as TilesCursor), edge: edge(value['edge']) };
  throw new ConfigError('option', `resume must be the cursor of an answer of classifyTiles, not ${inWords(value)}`);
}

const TILES: Readers<TilesOptions> = {
  ...CLASSES,
  tile: pixels('tile', 'width', 'height'),
  stride: pixels('stride', 'x', 'y'),
  edge,
  batch: (value) => {
    if (isWhole(value, 1, Number.MAX_SAFE_INTEGER)) return value;
    throw new ConfigError('option', `batch must be a whole number above 0, not ${inWords(value)}`);
  },
  resume: cursor,
  onProgress: functionOf('onProgress'),
};

/** Throws a ConfigError that says what is wrong with one, or with two together. */
export const readTilesOptions = (options: unknown): TilesOptions =>
  checkTogether(read(options, TILES, 'classifyTiles', '{ tile: 224, stride: 112 }'));
