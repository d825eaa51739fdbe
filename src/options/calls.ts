/**
 * The options of calls, checked as those of `createClassifier` are.
 */
import { ConfigError } from '../core/errors';
import { inWords } from '../core/json';
import { languageTag } from '../weights/known/labels';
import type { ClassName } from '../tasks/classNames';
import type { ClassifyOptions, ScoreOptions } from '../tasks/classify';
import type { ExplainOptions } from '../tasks/explain';
import { ACTIVATIONS } from '../tasks/scores';
import type { CallOptions } from '../tasks/source';
import { oneOf, type Readers, read, signalOf } from './read';

const CALL: Readers<CallOptions> = { signal: signalOf };

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

const CLASSIFY: Readers<ClassifyOptions> = {
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

const EXPLAIN: Readers<ExplainOptions> = {
  ...CALL,
  ...SCORE,
  index: (value) => {
    if (isIndex(value)) return value;
    throw new ConfigError('option', `index is ${inWords(value)}; it must be the number of a class, from 0 on`);
  },
};

/** The options of `classify` and its like. Throws a ConfigError that says what is wrong with one, or with two together. */
export function readClassifyOptions(options: unknown, call = 'classify'): ClassifyOptions {
  const checked = read(options, CLASSIFY, call, '{ topK: 3 }');
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

/** The options of `call`, any call that takes a signal only. Throws a ConfigError that says what is wrong with one. */
export const readCallOptions = (options: unknown, call: string): CallOptions => read(options, CALL, call, '{ signal }');
