/**
 * The tiles of a sheet as GeoJSON: a polygon each.
 */
import { ConfigError } from '../../core/errors';
import { inWords } from '../../core/json';
import { type Readers, read } from '../../options/read';
import type { Classification } from '../scoring/ranked';
import { answersIn, type TileAnswer } from './tiles';

/** Where a sheet lies in a coordinate system; without it, coordinates are pixels, of which y counts downwards. */
export interface GeoOptions {
  /**
   * From pixels to coordinates: `[a, b, c, d, e, f]` for X = a x + b y + c and Y = d x + e y + f, the order of rasterio's
   * transform. A world file has the same numbers as a, d, b, e, c, f, with c and f half a pixel further in.
   * @default pixels stay pixels
   * @example toGeoJSON(answers, { transform: [0.5, 0, 430000, 0, -0.5, 310000], crs: 'EPSG:27700' })
   */
  readonly transform?: readonly number[] | undefined;
  /**
   * The edges of the whole sheet, where it lies north up: `[west, south, east, north]`. It excludes `transform`.
   * @default pixels stay pixels
   * @example toGeoJSON(answers, { bounds: [-1.54, 53.79, -1.48, 53.83] })
   */
  readonly bounds?: readonly number[] | undefined;
  /**
   * The name of the coordinate system, which is written as the member `crs` that GDAL and QGIS read. GeoJSON itself knows
   * longitude and latitude (WGS 84) only.
   * @default none is written
   * @example toGeoJSON(answers, { transform, crs: 'EPSG:27700' })
   */
  readonly crs?: string | undefined;
}

/** A tile as a feature of GeoJSON. */
export interface TileFeature {
  readonly type: 'Feature';
  /** The tile's number, counted from 0 row by row. */
  readonly id: number;
  /** The part of the sheet that the tile shows; the ring runs counterclockwise. */
  readonly geometry: { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] };
  readonly properties: {
    readonly row: number;
    readonly column: number;
    /** In pixels of the sheet. */
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    /** The best class; null where the answer lists none. */
    readonly label: string | null;
    readonly score: number | null;
    readonly classes: readonly Classification[];
  };
}

/** Tiles as a collection of GeoJSON. */
export interface TileCollection {
  readonly type: 'FeatureCollection';
  readonly crs?: { readonly type: 'name'; readonly properties: { readonly name: string } };
  readonly features: readonly TileFeature[];
}

const asNumbers = (value: unknown): readonly number[] => value as readonly number[]; // `checked` looks at both at once

function crsOf(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError('option', `crs must be a name, not ${inWords(value)}`);
}

const GEO: Readers<GeoOptions> = { transform: asNumbers, bounds: asNumbers, crs: crsOf };

/**
 * An answer of `classifyTiles` as a feature of GeoJSON, or an array of them as a collection. Large sheets are written as
 * they come: a feature a line is what GDAL and QGIS read as GeoJSONSeq. Throws a ConfigError for wrong options, and
 * for anything but answers.
 * @example JSON.stringify(toGeoJSON(answers, { bounds: [-1.54, 53.79, -1.48, 53.83] }))
 * @example for await (const answer of tiles) await file.write(`${JSON.stringify(toGeoJSON(answer))}\n`);
 */
export function toGeoJSON(answer: TileAnswer, options?: GeoOptions): TileFeature;
export function toGeoJSON(answers: readonly TileAnswer[], options?: GeoOptions): TileCollection;
export function toGeoJSON(
  answers: TileAnswer | readonly TileAnswer[],
  options: GeoOptions = {},
): TileFeature | TileCollection {
  const { transform, bounds, crs } = read(options, GEO, 'toGeoJSON', "{ crs: 'EPSG:27700' }");
  const check = checked(transform, bounds);
  const one = (answer: TileAnswer): TileFeature => featureOf(answer, check(answer.cursor.sheet));
  const features = answersIn(answers, 'toGeoJSON').map(one);
  const [feature] = features;
  if (!Array.isArray(answers) && feature) return feature;
  const named = crs === undefined ? {} : { crs: { type: 'name', properties: { name: crs } } as const };
  return { type: 'FeatureCollection', ...named, features };
}

type Transform = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const PIXELS: Transform = [1, 0, 0, 0, 1, 0];

const isNumbers = (value: unknown, count: number): value is readonly number[] =>
  Array.isArray(value) && value.length === count && value.every((each) => Number.isFinite(each));

/** The transform of a sheet by its size. */
function checked(
  transform: GeoOptions['transform'],
  bounds: GeoOptions['bounds'],
): (sheet: { readonly width: number; readonly height: number }) => Transform {
  const given = transform ?? bounds;
  if ((transform && bounds) || (given && !isNumbers(given, transform ? 6 : 4)))
    throw new ConfigError(
      'option',
      `give transform, six finite numbers [a, b, c, d, e, f], or bounds, four [west, south, east, north], not ${inWords({ transform, bounds })}`,
    );
  if (!bounds) return () => (transform as Transform | undefined) ?? PIXELS;
  const [west = 0, south = 0, east = 0, north = 0] = bounds;
  return ({ width, height }) => [(east - west) / width, 0, west, 0, (south - north) / height, north];
}

function featureOf(answer: TileAnswer, [a, b, c, d, e, f]: Transform): TileFeature {
  const { index, row, column, x, y, width, height, classes } = answer;
  const place = (u: number, v: number): readonly number[] => [a * u + b * v + c, d * u + e * v + f];
  const [left, top, right, low] = [x, y, x + width, y + height];
  const ring = [place(left, top), place(right, top), place(right, low), place(left, low), place(left, top)];
  const isCounterclockwise = a * e - b * d > 0; // of the transform, which turns the ring round where it mirrors
  const [best] = classes;
  return {
    type: 'Feature',
    id: index,
    geometry: { type: 'Polygon', coordinates: [isCounterclockwise ? ring : ring.reverse()] },
    properties: {
      ...{ row, column, x, y, width, height },
      ...{ label: best?.label ?? null, score: best?.score ?? null, classes },
    },
  };
}
