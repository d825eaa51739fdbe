/**
 * The options of calls, checked as those of `createClassifier` are.
 */
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { languageTag } from '../weights/known/labels';
import type { ClassName } from '../tasks/scoring/classNames';
import type { ClassifyOptions } from '../tasks/classify';
import type { ScoreOptions } from '../tasks/scoring/ranked';
import type { ExplainOptions } from '../tasks/explain';
import { ACTIVATIONS } from '../tasks/scoring/scores';
import { type CallOptions, type OutputOptions, OUTPUTS, type PhotoOptions } from '../tasks/source';
import { has, oneOf, type Readers, read, signalOf } from './read';
import type { RegionOfInterest } from '../image/region';

const CALL: Readers<CallOptions> = { signal: signalOf };

/** A number of a region of interest. */
const pixels =
  (name: string, least = -Infinity) =>
  (value: unknown): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    const isPart = typeof value === 'number' && value > 0 && value < 1;
    throw new ConfigError(
      'option',
      `regionOfInterest.${name} must be whole pixels${least > 0 ? ' above 0' : ''}, not ${inWords(value)}${isPart ? "; multiply parts by the photo's width or height, and round" : ''}`,
    );
  };

const REGION: Readers<RegionOfInterest> = {
  x: pixels('x'),
  y: pixels('y'),
  width: pixels('width', 1),
  height: pixels('height', 1),
  rotation: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new ConfigError(
      'option',
      `regionOfInterest.rotation must be degrees, a finite number, not ${inWords(value)}`,
    );
  },
};

const REGION_EXAMPLE = '{ x: 40, y: 20, width: 300, height: 200 }';

const PHOTO: Readers<PhotoOptions> = {
  ...CALL,
  regionOfInterest: (value) => {
    const region = read(value, REGION, 'regionOfInterest', REGION_EXAMPLE);
    const sizes = { x: 'number', y: 'number', width: 'number', height: 'number' };
    if (has(region, sizes)) return region;
    throw new ConfigError('option', `regionOfInterest is such as ${REGION_EXAMPLE}, not ${inWords(value)}`);
  },
};

const isIndex = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;

const namesOf =
  (option: string) =>
  (value: unknown): readonly ClassName[] => {
    const names: unknown[] = Array.isArray(value) ? Array.from(value as unknown[]) : [];
    if (!Array.isArray(value) || (names.length === 0 && option === 'allow'))
      throw new ConfigError(
        'option',
        `${option} must be an array of labels or numbers of classes, such as ['lemon', 151], not ${inWords(value)}`,
      );
    const wrong = names.find((name) => typeof name !== 'string' && !isIndex(name));
    if (wrong === undefined && !names.includes(undefined)) return names as ClassName[];
    throw new ConfigError('option', `${option} names ${inWords(wrong)}; give labels, or numbers of classes from 0 on`);
  };

const SCORE: Readers<ScoreOptions> = {
  activation: oneOf('activation', ACTIVATIONS),
  language: (value) => {
    if (typeof value === 'string' && languageTag(value) !== undefined) return value;
    throw new ConfigError('option', `language must be a tag such as "de" or "zh-Hant", not ${inWords(value)}`);
  },
};

/** Those of every call that lists classes. */
export const CLASSES: Readers<Omit<ClassifyOptions, 'regionOfInterest'>> = {
  ...CALL,
  ...SCORE,
  topK: (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    throw new ConfigError('option', `topK is ${inWords(value)}; it must be a whole number above 0`);
  },
  minScore: (value) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new ConfigError('option', `minScore is ${inWords(value)}; it must be a finite number`);
  },
  allow: namesOf('allow'),
  deny: namesOf('deny'),
};

const CLASSIFY: Readers<ClassifyOptions> = { ...PHOTO, ...CLASSES };

const EXPLAIN: Readers<ExplainOptions> = {
  ...PHOTO,
  ...SCORE,
  index: (value) => {
    if (isIndex(value)) return value;
    throw new ConfigError('option', `index is ${inWords(value)}; it must be the number of a class, from 0 on`);
  },
};

/** The options of `classify` and its like. Throws a ConfigError that says what is wrong with one, or with two together. */
export const readClassifyOptions = (options: unknown, call = 'classify'): ClassifyOptions =>
  checkTogether(read(options, CLASSIFY, call, '{ topK: 3 }'));

/** The same options, each of which is right by itself. Throws a ConfigError where two contradict each other. */
export function checkTogether<Options extends ClassifyOptions>(checked: Options): Options {
  const { minScore = 0, activation = 'softmax', allow, deny } = checked;
  if (allow && deny)
    throw new ConfigError('option', 'allow and deny exclude each other; list in `allow` what is to be left');
  if (activation !== 'none' && !(minScore >= 0 && minScore <= 1))
    throw new ConfigError(
      'option',
      `minScore is ${minScore}; scores are from 0 to 1, unless you set activation to 'none'`,
    );
  return checked;
}

/** The options of `explain`. Throws a ConfigError that says what is wrong with one. */
export const readExplainOptions = (options: unknown): ExplainOptions =>
  read(options, EXPLAIN, 'explain', '{ index: 3 }');

/** The options of `call`, any call about photos that has no others. Throws a ConfigError that says what is wrong with one. */
export const readPhotoOptions = (options: unknown, call: string): PhotoOptions =>
  read(options, PHOTO, call, '{ signal }');

const OUTPUT: Readers<OutputOptions> = { ...PHOTO, output: oneOf('output', OUTPUTS) };

/** The options of `call`, any call whose answers may stay on the GPU. Throws a ConfigError that says what is wrong with one. */
export const readOutputOptions = (options: unknown, call: string): OutputOptions =>
  read(options, OUTPUT, call, "{ output: 'gpu' }");

/** The options of `call`, any call that takes a signal only. Throws a ConfigError that says what is wrong with one. */
export const readCallOptions = (options: unknown, call: string): CallOptions => read(options, CALL, call, '{ signal }');
