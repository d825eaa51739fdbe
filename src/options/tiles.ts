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

/** Two whole numbers of an object, and nothing else of it; undefined where one of them is wrong. */
function pairOf<Across extends string, Down extends string>(
  value: unknown,
  [across, down]: readonly [Across, Down],
  most: number,
): Readonly<Record<Across | Down, number>> | undefined {
  const [first, second] = isObject(value) ? [value[across], value[down]] : [];
  if (!isWhole(first, 1, most) || !isWhole(second, 1, most)) return undefined;
  return { [across]: first, [down]: second } as Readonly<Record<Across | Down, number>>;
}

/** A number of pixels for both axes, or one for each of two fields. */
const pixels =
  <Across extends string, Down extends string>(name: string, across: Across, down: Down) =>
  (value: unknown): number | Readonly<Record<Across | Down, number>> => {
    const read = isWhole(value, 1, MOST_PIXELS) ? value : pairOf(value, [across, down], MOST_PIXELS);
    if (read !== undefined) return read;
    throw new ConfigError(
      'option',
      `${name} must be whole pixels from 1 to ${MOST_PIXELS}, such as 224 or { ${across}: 300, ${down}: 200 }, not ${inWords(value)}`,
    );
  };

/** A cursor as answers have it, and nothing else of it; whether it is of this sheet is looked at later. */
function cursor(value: unknown): TilesCursor {
  const given = isObject(value) ? value : {};
  const { next } = given;
  const read = {
    sheet: pairOf(given['sheet'], ['width', 'height'], Number.MAX_SAFE_INTEGER),
    tile: pairOf(given['tile'], ['width', 'height'], MOST_PIXELS),
    stride: pairOf(given['stride'], ['x', 'y'], MOST_PIXELS),
    edge: EDGES.find((each) => each === given['edge']),
    next: isWhole(next, 0, Number.MAX_SAFE_INTEGER) ? next : undefined,
  };
  const wrong = Object.entries(read).find(([, part]) => part === undefined);
  if (!wrong) return read as TilesCursor;
  const fault = isObject(value) ? `whose ${wrong[0]} is not ${inWords(given[wrong[0]])}` : `not ${inWords(value)}`;
  throw new ConfigError(
    'option',
    `resume must be the cursor of an answer of classifyTiles, ${fault}${typeof value === 'string' ? '; JSON.parse it' : ''}`,
  );
}

const TILES: Readers<TilesOptions> = {
  ...CLASSES,
  tile: pixels('tile', 'width', 'height'),
  stride: pixels('stride', 'x', 'y'),
  edge: oneOf('edge', EDGES),
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
