/**
 * Which model a checkpoint is, with the input and the labels that it wants. In falling order of trust: what the caller
 * says, what the manifest knows of this very file, what the config.json beside it says, what names and shapes of its
 * tensors tell, and what most models have.
 */
import type { Preprocessing } from './core/pixels';
import type { ClassifierOptions } from './door';
import { recipeNamed } from './image/recipes';
import { type ResNeStConfig, resolveConfig } from './model/config';
import { detectConfig } from './model/detect';
import { type Variant, variantNamed } from './model/variants';
import type { ConfigFile } from './weights/configFile';
import type { CheckpointFacts } from './weights/load';
import { knownCheckpoint, labelsFile, labelsOf } from './weights/manifest';

/** A model as a checkpoint makes it; plain data that survives JSON. */
export interface Identified {
  readonly name: string;
  readonly config: ResNeStConfig;
  readonly inputSize: readonly [height: number, width: number];
  readonly preprocessing: Preprocessing;
  /** One a class, or none. */
  readonly labels: readonly string[];
}

/** The mean and deviation of ImageNet's channels, on which every published model was trained. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** A model with this many classes that nobody says more about is one of ImageNet's. */
const IMAGENET_CLASSES = 1000;

/** What a model is called that has no name. */
const CUSTOM = 'custom ResNeSt';

/** Input of a model that nobody says more about. */
export const USUAL = { inputSize: 224, cropPct: 0.875, interpolation: 'bilinear' } as const;

/**
 * `file` is what the config.json beside the checkpoint says, if there is one. Throws a ConfigError for a model that
 * cannot be, a WeightsError for a checkpoint that is no ResNeSt.
 */
export function identify(asked: ClassifierOptions['model'], facts: CheckpointFacts, file: ConfigFile = {}): Identified {
  const entry = knownCheckpoint(facts.sha256);
  const { name, config, variant } = architecture(asked, facts, entry?.model ?? file.model, file.config);
  const { cropPct, interpolation, inputSize } = variant ?? USUAL;
  const side = entry?.inputSize ?? inputSize;
  const { mean, std, ...numbers } = { cropPct, interpolation, ...IMAGENET, ...file.preprocessing };
  return {
    name,
    config,
    inputSize: entry ? [side, side] : (file.inputSize ?? [side, side]),
    preprocessing: entry?.preprocessing ?? { ...recipeNamed('timm', numbers), mean, std },
    labels: entry ? labelsOf(entry) : (file.labels ?? labelsFor(config)),
  };
}

interface Architecture {
  readonly name: string;
  readonly config: ResNeStConfig;
  readonly variant?: Variant | undefined;
}

function architecture(
  asked: ClassifierOptions['model'],
  { stateDict }: CheckpointFacts,
  knownAs: string | undefined,
  written: Partial<ResNeStConfig> = {},
): Architecture {
  if (typeof asked === 'object' && asked.layers) return { name: CUSTOM, config: resolveConfig(asked) };
  const told = typeof asked === 'object' ? asked : {};
  // Fine-tuned models have classes of their own, backbones have none: the tensors tell.
  const numClasses = stateDict.get('fc.weight')?.shape[0] ?? 0;
  const named = typeof asked === 'string' ? asked : knownAs;
  if (named !== undefined) {
    const variant = variantNamed(named);
    const extra = typeof asked === 'string' ? {} : written;
    return { name: named, config: resolveConfig({ ...variant.config, ...extra, numClasses, ...told }), variant };
  }
  if (written.layers) return { name: CUSTOM, config: resolveConfig({ ...written, numClasses, ...told }) };
  const { config, variant } = detectConfig(stateDict);
  return {
    name: variant?.name ?? CUSTOM,
    config: resolveConfig({ ...config, ...written, numClasses, ...told }),
    variant,
  };
}

const labelsFor = ({ numClasses }: ResNeStConfig): readonly string[] =>
  numClasses === IMAGENET_CLASSES ? labelsFile('imagenet-1k.labels.json') : [];
