/**
 * What a caller's options come to: which checkpoint is read, and what stands over what the checkpoint itself wants.
 */
import { ConfigError } from './core/errors';
import type { Preprocessing } from './core/pixels';
import type { ClassifierOptions } from './door';
import { type Identified, USUAL, withChannels } from './identify';
import { recipeNamed } from './image/recipes';
import { resolveConfig } from './model/config';
import { DEFAULT_MODEL, type Variant, variantNamed, variants } from './model/variants';
import { inputSizeOf } from './options';
import { identityOf } from './weights/fetching/address';
import { carrierOf } from './weights/fetching/carrier';
import type { Checkpoint } from './weights/checkpoint';
import { shippedCheckpoint, type ShippedCheckpoint, shippedCopy } from './weights/known/manifest';
import { leftBehindAdvice, shippedUrl } from './weights/known/shippedUrl';

/** Where the weights come from. Throws a ConfigError if there are none for the model. */
export function checkpointOf({ weights: input, sha256, model = DEFAULT_MODEL }: ClassifierOptions): Checkpoint {
  if (input !== undefined) {
    const address = carrierOf(input)?.kind === 'url' ? identityOf(String(input)) : undefined;
    const copied = sha256 === undefined && address !== undefined ? shippedCopy(address) : undefined;
    return copied ? { input, ...proofOf(copied) } : { input, identity: sha256 ?? address, sha256 };
  }
  const shipped = typeof model === 'string' ? shippedCheckpoint(model) : undefined;
  if (!shipped) {
    const name = typeof model === 'string' ? model : 'a configuration of your own';
    throw new ConfigError(`no weights come with ${name}; give its checkpoint as \`weights\` (a URL, a file or bytes)`);
  }
  return { input: shippedUrl(shipped), ...proofOf(shipped), advice: leftBehindAdvice(shipped) };
}

/** A shipped checkpoint is one and the same file wherever it lies. */
const proofOf = ({ bytes, sha256 }: ShippedCheckpoint): Omit<Checkpoint, 'input'> => ({
  identity: sha256,
  bytes,
  sha256,
});

/** How many classes the model has, as far as that shows without the checkpoint. */
const classesOf = ({ model = DEFAULT_MODEL, weights }: ClassifierOptions): number | undefined =>
  typeof model === 'object'
    ? model.layers && resolveConfig(model).numClasses
    : weights === undefined
      ? variantNamed(model).config.numClasses
      : undefined;

/** Throws a ConfigError for labels of a wrong number, as far as that shows without the checkpoint. */
export function checkLabelsEarly(options: ClassifierOptions): void {
  const classes = classesOf(options);
  if (classes !== undefined && options.labels) checkLabels(options.labels, classes);
}

function checkLabels({ length }: readonly string[], classes: number): void {
  if (length > 0 && length !== classes)
    throw new ConfigError(`there are ${length} labels for ${classes} classes; give one label a class`);
}

/** The model as the caller wants it. Throws a ConfigError for labels of a wrong number. */
export function withOptions(identified: Identified, options: ClassifierOptions): Identified {
  const { labels = identified.labels, inputSize = identified.inputSize } = options;
  checkLabels(labels, identified.config.numClasses);
  const numbers = variants.find(({ name }) => name === identified.name) ?? USUAL;
  const chosen = chosenPreprocessing(identified.preprocessing, options.preprocessing, numbers);
  const preprocessing = withChannels(chosen, identified.config.inChannels);
  return { ...identified, labels, inputSize: inputSizeOf(inputSize), preprocessing };
}

function chosenPreprocessing(
  own: Preprocessing,
  wanted: string | Preprocessing | undefined,
  { cropPct, interpolation }: Pick<Variant, 'cropPct' | 'interpolation'>,
): Preprocessing {
  if (typeof wanted === 'object') return wanted;
  if (wanted === undefined || wanted === own.recipe) return own;
  const { mean, std } = own;
  return { ...recipeNamed(wanted, { cropPct, interpolation }), mean, std };
}
