/**
 * Reads the config.json that lies beside a checkpoint: timm's, as on Hugging Face, or the original's keywords.
 */
import { ConfigError } from '../../core/errors';
import type { ResNeStConfig } from '../../model/config';
import { configFromKeywords } from '../../model/config/keywords';
import { variants } from '../../model/variants';
import { labelsIn } from './configLabels';
import { given, inWords, isObject, type Json, whole } from '../../core/json';
import { cropPctOf, interpolationOf, meanOf, stdOf } from '../../preprocessing/numbers';
import type { Interpolation, Rgb } from '../../preprocessing/recipes';
import { quoted } from '../../core/wording';

/** The contents of a config.json about the checkpoint beside it. Fields that it leaves out are absent. */
export interface ConfigFile {
  /** The name of one of our variants. */
  readonly model?: string;
  /** The keywords that the file fixes: some of its model's, or all of them where it names no model. */
  readonly config?: Partial<ResNeStConfig>;
  /** Height and width of the input in pixels. */
  readonly inputSize?: readonly [height: number, width: number];
  readonly preprocessing?: FilePreprocessing;
  /** One label a class. */
  readonly labels?: readonly string[];
  /** Sentences on a file that was left out. */
  readonly notes?: readonly string[];
}

/** The numbers of timm's recipe. */
export interface FilePreprocessing {
  readonly interpolation?: Interpolation;
  readonly cropPct?: number;
  readonly mean?: Rgb;
  readonly std?: Rgb;
}

/**
 * Reads a parsed config.json. Throws a ConfigError that names the field where it is for another model, asks for
 * an unsupported feature, or has a value of the wrong kind. Fields without a part in inference may hold anything.
 */
export function readConfigFile(json: unknown): ConfigFile {
  if (!isObject(json)) throw new ConfigError('config-file', `a config.json holds an object, not ${inWords(json)}`);
  if (given(json, 'layers') !== undefined) return { config: configFromKeywords(json) };
  const keywords = given(json, 'config');
  if (isObject(keywords) && given(keywords, 'layers') !== undefined) return readTraining(json, keywords);
  if (given(json, 'architecture') === undefined)
    throw new ConfigError(
      'config-file',
      'the config.json has neither timm\'s "architecture" nor the original\'s "layers"; use one that was saved with a ResNeSt',
    );
  return readTimm(json);
}

/** Whether a JSON file is one that `readConfigFile` reads, rather than something else of that name. */
export const isConfigFile = (json: unknown): boolean =>
  isObject(json) &&
  (given(json, 'layers') ?? given(json, 'architecture') ?? given(Object(given(json, 'config')) as Json, 'layers')) !==
    undefined;

/** The config.json of a training run, such as the embedded model's: the original's keywords beside timm's fields. */
function readTraining(json: Json, keywords: Json): ConfigFile {
  const size = given(json, 'input_size');
  return defined({
    config: configFromKeywords(keywords),
    inputSize: sizeIn(typeof size === 'number' ? [3, size, size] : size),
    preprocessing: numbersIn(json),
    labels: labelsIn(json, json, undefined),
  });
}

/** timm's names of the variants that it knows. */
const TIMM_NAMES: ReadonlyMap<string, string> = new Map([
  ['resnest14d', 'resnest14d'],
  ['resnest26d', 'resnest26d'],
  ['resnest50d', 'resnest50'],
  ['resnest101e', 'resnest101'],
  ['resnest200e', 'resnest200'],
  ['resnest269e', 'resnest269'],
  ['resnest50d_4s2x40d', 'resnest50_fast_4s2x40d'],
  ['resnest50d_1s4x24d', 'resnest50_fast_1s4x24d'],
]);

function readTimm(json: Json): ConfigFile {
  // Old files have the fields of `pretrained_cfg` beside `architecture`.
  const nested = given(json, 'pretrained_cfg') ?? json;
  if (!isObject(nested))
    throw new ConfigError('config-file', `pretrained_cfg must be an object, not ${inWords(nested)}`);
  const modelArgs = given(json, 'model_args') ?? {};
  if (!isObject(modelArgs))
    throw new ConfigError('config-file', `model_args must be an object, not ${inWords(modelArgs)}`);

  const { model, dialect } = modelOf(given(json, 'architecture'));
  const classes = given(json, 'num_classes') ?? given(modelArgs, 'num_classes') ?? given(nested, 'num_classes');
  const numClasses = classes === undefined ? undefined : whole('num_classes', classes, 0, 1_000_000);
  const globalPool = poolOf(given(json, 'global_pool') ?? given(modelArgs, 'global_pool'));
  const inChannels = channelsOf(given(modelArgs, 'in_chans') ?? channelsIn(given(nested, 'input_size')));
  onlyCentre(given(nested, 'crop_mode'));
  return defined({
    model,
    config: defined({ numClasses, globalPool, inChannels, dialect, ...configOf(modelArgs) }),
    inputSize: sizeIn(given(nested, 'input_size')),
    preprocessing: numbersIn(nested, inChannels),
    labels: labelsIn(json, nested, numClasses),
  });
}

function modelOf(architecture: unknown): { model: string; dialect?: 'timm' } {
  if (typeof architecture !== 'string')
    throw new ConfigError('config-file', `architecture must be a model's name, not ${inWords(architecture)}`);
  // As in "timm/resnest50d.in1k": an owner before the name, the training after it.
  const [name = ''] = architecture.slice(architecture.lastIndexOf('/') + 1).split('.');
  const model = TIMM_NAMES.get(name);
  if (model !== undefined) return { model, dialect: 'timm' };
  if (variants.some((variant) => variant.name === name)) return { model: name };
  throw new ConfigError(
    'config-file',
    `the config.json is for the architecture ${quoted(architecture)}; known are ${[...TIMM_NAMES.keys()].join(', ')} and the original's names`,
  );
}

const DILATIONS: Readonly<Record<number, number>> = { 32: 1, 16: 2, 8: 4 };

/** Arguments of timm's models that only training knows. */
const OF_TRAINING = new Set(['drop_rate', 'drop_path_rate', 'drop_block_rate', 'zero_init_last']);

const READ = new Set(['num_classes', 'global_pool', 'in_chans', 'output_stride']);

/** The keywords that the arguments of a timm model fix. An unknown argument is an error: it may change the network. */
function configOf(modelArgs: Json): Partial<ResNeStConfig> {
  const unknown = Object.keys(modelArgs).find((name) => !OF_TRAINING.has(name) && !READ.has(name));
  if (unknown !== undefined)
    throw new ConfigError(
      'config-file',
      `the config.json has the model argument ${quoted(unknown)}, which is not known here; give the keywords of the original ResNet instead`,
    );
  const stride = given(modelArgs, 'output_stride') ?? 32;
  const dilation = typeof stride === 'number' ? DILATIONS[stride] : undefined;
  if (dilation === undefined)
    throw new ConfigError('config-file', `output_stride must be 8, 16 or 32, not ${inWords(stride)}`);
  return { dilation };
}

/** timm's pools. Those called fast compute the same numbers. */
const TIMM_POOLS = ['avg', 'max', 'avgmax', 'catavgmax'] as const;

function poolOf(value: unknown): ResNeStConfig['globalPool'] | undefined {
  // The empty string: a backbone, whose embedding is averaged all the same.
  if (value === undefined || value === null || value === '') return undefined;
  const name = value === 'fast' ? 'avg' : String(value).replace(/^fast/, '');
  const pool = TIMM_POOLS.find((known) => known === name);
  if (!pool)
    throw new ConfigError('config-file', `global_pool must be ${TIMM_POOLS.join(' or ')}, not ${inWords(value)}`);
  return pool;
}

const channelsIn = (inputSize: unknown): unknown => (Array.isArray(inputSize) ? (inputSize[0] as unknown) : undefined);

const channelsOf = (value: unknown): number | undefined =>
  value === undefined ? undefined : whole('in_chans', value, 1, 4096);

function onlyCentre(mode: unknown): void {
  if (mode !== undefined && mode !== 'center')
    throw new ConfigError(
      'config-file',
      `crop_mode must be "center", not ${inWords(mode)}; remove it and give cropped photos`,
    );
}

function sizeIn(size: unknown): ConfigFile['inputSize'] {
  if (size === undefined) return undefined;
  const [channels, height, width] = Array.isArray(size) && size.length === 3 ? (size as unknown[]) : [];
  if (channels === undefined)
    throw new ConfigError('config-file', `input_size must be [channels, height, width], not ${inWords(size)}`);
  return [whole('the height of input_size', height, 1, 4096), whole('the width of input_size', width, 1, 4096)];
}

function numbersIn(fields: Json, channels = 3): FilePreprocessing | undefined {
  const read = defined({
    interpolation: numberOf(fields, 'interpolation', interpolationOf),
    cropPct: numberOf(fields, 'crop_pct', cropPctOf),
    mean: perChannel(fields, 'mean', meanOf, channels),
    std: perChannel(fields, 'std', stdOf, channels),
  });
  return Object.keys(read).length === 0 ? undefined : read;
}

function numberOf<T>(fields: Json, name: string, read: (value: unknown, name: string) => T): T | undefined {
  const value = given(fields, name);
  return value === undefined ? undefined : read(value, name);
}

/** One number serves all channels, of which a photo has one or three: other models take tensors only. */
function perChannel(fields: Json, name: string, read: typeof meanOf, channels: number): Rgb | undefined {
  return numberOf(fields, name, (found) => {
    const isOfTensors = Array.isArray(found) && found.length === channels && channels !== 1 && channels !== 3;
    if (isOfTensors) return undefined;
    return read(Array.isArray(found) && found.length === 1 ? Array<unknown>(3).fill(found[0]) : found, name);
  });
}

/** The fields that are there. */
const defined = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;

type Defined<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
