/**
 * From a caller's options and the model's defaults to settings, checked before anything is loaded.
 */
import { ConfigError } from './core/errors';
import type { Preprocessing } from './core/pixels';
import { STORAGES } from './core/tensor';
import type { ClassifierOptions } from './door';
import { recipeNamed } from './image/recipes';
import type { SelectedModel } from './model/select';
import type { WeightsInput } from './weights/download';
import type { Checkpoint } from './weights/load';
import { type ManifestEntry, shippedCheckpoint, shippedLabels, shippedUrl } from './weights/manifest';

/** The mean and deviation of ImageNet's channels, on which every published model was trained. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

export interface Settings {
  readonly checkpoint: Checkpoint;
  readonly labels: readonly string[];
  readonly inputSize: readonly [number, number];
  readonly preprocessing: Preprocessing;
}

/** Throws a ConfigError that says what is wrong with an option. */
export function settle(options: ClassifierOptions, model: SelectedModel): Settings {
  const { name, config, cropPct, interpolation } = model;
  const shipped = options.weights === undefined ? shippedCheckpoint(name) : undefined;
  const labels = options.labels ?? (shipped ? shippedLabels(shipped) : []);
  if (labels.length > 0 && labels.length !== config.numClasses)
    throw new ConfigError(`there are ${labels.length} labels for ${config.numClasses} classes; give one label a class`);
  if (options.storage !== undefined && !STORAGES.includes(options.storage))
    throw new ConfigError(`storage must be ${STORAGES.join(' or ')}, not ${String(options.storage)}`);
  const recipe = recipeNamed(options.preprocessing ?? 'timm');
  return {
    checkpoint: checkpointOf(options.weights, shipped, name),
    labels,
    inputSize: sizeOf(options.inputSize ?? shipped?.inputSize ?? model.inputSize),
    preprocessing: shipped?.preprocessing ?? { recipe, interpolation, cropPct, ...IMAGENET },
  };
}

function checkpointOf(input: WeightsInput | undefined, shipped: ManifestEntry | undefined, model: string): Checkpoint {
  if (input !== undefined) {
    const isUrl = typeof input === 'string' || input instanceof URL;
    return { input, identity: isUrl ? new URL(input, globalThis.location?.href).href : undefined };
  }
  if (!shipped)
    throw new ConfigError(`no weights come with ${model}; give its checkpoint as \`weights\` (a URL, a file or bytes)`);
  return { input: shippedUrl(shipped), identity: shipped.sha256, bytes: shipped.bytes, sha256: shipped.sha256 };
}

/** Far above any photo's use, far below what an adapter's buffers hold. */
const LARGEST_INPUT = 4096;

function sizeOf(inputSize: number | readonly [number, number]): readonly [number, number] {
  const [height, width] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  const valid = [height, width].every((size) => Number.isInteger(size) && size >= 1 && size <= LARGEST_INPUT);
  if (!valid)
    throw new ConfigError(
      `inputSize must be whole pixels from 1 to ${LARGEST_INPUT}, not ${JSON.stringify(inputSize)}`,
    );
  return [height, width];
}
