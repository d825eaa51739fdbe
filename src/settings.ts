/**
 * A caller's options: checked before anything is loaded, and put over what the checkpoint itself wants.
 */
import { ConfigError } from './core/errors';
import type { Preprocessing } from './core/pixels';
import { STORAGES } from './core/tensor';
import { type ClassifierOptions, KERNELS, TUNES } from './door';
import { type Identified, USUAL } from './identify';
import { recipeNamed } from './image/recipes';
import { resolveConfig } from './model/config';
import { DEFAULT_MODEL, type Variant, variantNamed, variants } from './model/variants';
import type { WeightsInput } from './weights/download';
import type { Checkpoint } from './weights/load';
import { shippedCheckpoint, shippedUrl } from './weights/manifest';

/** Throws a ConfigError that says what is wrong with an option, as far as that shows without the checkpoint. */
export function checkOptions(options: ClassifierOptions): void {
  const { model, storage, preprocessing, inputSize, labels, tune, kernels } = options;
  // Callers in JavaScript may give anything.
  if (model !== undefined && typeof model !== 'string' && (typeof model !== 'object' || model === null))
    throw new ConfigError(`model must be a name or a configuration, not ${String(model)}`);
  if (labels !== undefined && !(Array.isArray(labels) && labels.every((label) => typeof label === 'string')))
    throw new ConfigError('labels must be an array of strings, one a class');
  if (typeof model === 'string') variantNamed(model);
  // Without `layers` it is completed by the checkpoint, and checked then.
  if (typeof model === 'object' && model.layers) resolveConfig(model);
  if (storage !== undefined && !STORAGES.includes(storage))
    throw new ConfigError(`storage must be ${STORAGES.join(' or ')}, not ${String(storage)}`);
  if (tune !== undefined && !TUNES.includes(tune))
    throw new ConfigError(`tune must be ${TUNES.join(' or ')}, not ${String(tune)}`);
  if (kernels !== undefined && !KERNELS.includes(kernels))
    throw new ConfigError(`kernels must be ${KERNELS.join(' or ')}, not ${String(kernels)}`);
  if (typeof preprocessing === 'string') recipeNamed(preprocessing, { cropPct: 1, interpolation: 'bilinear' });
  if (inputSize !== undefined) sizeOf(inputSize);
}

/** Where the weights come from. Throws a ConfigError if there are none for the model. */
export function checkpointOf({ weights: input, model = DEFAULT_MODEL }: ClassifierOptions): Checkpoint {
  if (input !== undefined) {
    return { input, identity: addressOf(input) };
  }
  const shipped = typeof model === 'string' ? shippedCheckpoint(model) : undefined;
  if (!shipped) {
    const name = typeof model === 'string' ? model : 'a configuration of your own';
    throw new ConfigError(`no weights come with ${name}; give its checkpoint as \`weights\` (a URL, a file or bytes)`);
  }
  return { input: shippedUrl(shipped), identity: shipped.sha256, bytes: shipped.bytes, sha256: shipped.sha256 };
}

const CARRIERS = [Blob, ArrayBuffer, Uint8Array, ReadableStream];

/** The whole URL of weights that are named by one; undefined for bytes. */
function addressOf(input: WeightsInput): string | undefined {
  if (CARRIERS.some((carrier) => input instanceof carrier)) return undefined;
  try {
    if (typeof input === 'string' || input instanceof URL) return new URL(input, globalThis.location?.href).href;
  } catch {
    // says the same as below
  }
  throw new ConfigError(
    `weights must be a URL, a File, a Blob, an ArrayBuffer, a Uint8Array or a ReadableStream, not ${String(input)}`,
  );
}

/** The model as the caller wants it. Throws a ConfigError for labels of a wrong number. */
export function withOptions(identified: Identified, options: ClassifierOptions): Identified {
  const { labels = identified.labels, inputSize = identified.inputSize } = options;
  const { numClasses } = identified.config;
  if (labels.length > 0 && labels.length !== numClasses)
    throw new ConfigError(`there are ${labels.length} labels for ${numClasses} classes; give one label a class`);
  const numbers = variants.find(({ name }) => name === identified.name) ?? USUAL;
  const preprocessing = preprocessingOf(identified.preprocessing, options.preprocessing, numbers);
  return { ...identified, labels, inputSize: sizeOf(inputSize), preprocessing };
}

function preprocessingOf(
  own: Preprocessing,
  wanted: string | Preprocessing | undefined,
  { cropPct, interpolation }: Pick<Variant, 'cropPct' | 'interpolation'>,
): Preprocessing {
  if (typeof wanted === 'object') return wanted;
  if (wanted === undefined || wanted === own.recipe) return own;
  const { mean, std } = own;
  return { ...recipeNamed(wanted, { cropPct, interpolation }), mean, std };
}

/** Far above any photo's use, far below what an adapter's buffers hold. */
const LARGEST_INPUT = 4096;

function sizeOf(inputSize: number | readonly [number, number]): readonly [number, number] {
  const [height = NaN, width = NaN] = Array.isArray(inputSize)
    ? (inputSize as number[])
    : [inputSize as number, inputSize as number];
  const valid = [height, width].every((size) => Number.isInteger(size) && size >= 1 && size <= LARGEST_INPUT);
  if (!valid)
    throw new ConfigError(
      `inputSize must be whole pixels from 1 to ${LARGEST_INPUT}, not ${JSON.stringify(inputSize)}`,
    );
  return [height, width];
}
