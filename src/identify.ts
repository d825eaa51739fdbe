/**
 * Which model a checkpoint is, with the input and the labels that it wants. In falling order of trust: what the caller
 * says, what the manifest knows of this very file, what the config.json beside it says, what names and shapes of its
 * tensors tell, and what most models have.
 */
import type { ClassifierOptions } from './door';
import { type ResNeStConfig, resolveConfig } from './model/config';
import { detectHead, type HeadConfig, keywordsOf, withClasses } from './model/heads/heads';
import { type Variant, variantNamed } from './model/variants';
import { type Preprocessing, recipeNamed } from './preprocessing/recipes';
import { forChannels, IMAGENET, USUAL } from './preprocessing/usual';
import type { ConfigFile } from './weights/known/configFile';
import type { CheckpointFacts } from './weights/checkpoint';
import type { StateDict } from './weights/stateDict';
import { knownCheckpoint, labelsFile, labelsOf, publishedNamed } from './weights/known/manifest';

/** A model as a checkpoint makes it; plain data that survives JSON. */
export interface Identified {
  readonly name: string;
  /** The name of the known checkpoint that it is; notes of a cache from before this field lack it. */
  readonly published?: string | undefined;
  readonly config: ResNeStConfig;
  readonly head: HeadConfig;
  /** Sentences on what nothing tells and was taken for the usual. */
  readonly assumed: readonly string[];
  /** Names of the checkpoint's tensors that the model leaves out: those of other heads. */
  readonly unused: readonly string[];
  readonly inputSize: readonly [height: number, width: number];
  readonly preprocessing: Preprocessing;
  /** One a class, or none. */
  readonly labels: readonly string[];
}

/**
 * The options that decide which model a checkpoint is. `identify` is handed no other option, and the cache tells wishes
 * apart by all of them. A new one comes last, so that the keys of a cache that exists stay as they are.
 */
const OF_IDENTITY = ['model', 'configFile', 'head'] as const satisfies readonly (keyof ClassifierOptions)[];

/** What a caller says about which model a checkpoint is. */
export type Wish = Pick<ClassifierOptions, (typeof OF_IDENTITY)[number]>;

/** The options that are as old as the keys of a cache: they have their place in a key also where they are not given. */
const ALWAYS_IN_KEYS = 2;

/** A wish in JSON, for the key of a cache: the options in their order, up to the last that is given. */
export function askedOf(wish: Wish): string {
  const values = OF_IDENTITY.map((option) => wish[option]);
  const last = values.findLastIndex((value) => value !== undefined);
  return JSON.stringify(values.slice(0, Math.max(ALWAYS_IN_KEYS, last + 1)));
}

/** A model with this many classes that nobody says more about is one of ImageNet's. */
const IMAGENET_CLASSES = 1000;

/** What a model is called that has no name. */
const CUSTOM = 'custom ResNeSt';

/**
 * The model of a checkpoint. `file` is read from its config.json, the caller's or the one beside it, if there is one.
 * Rejects with a ConfigError for an impossible model, a WeightsError for a checkpoint that is no ResNeSt.
 */
export async function identify(
  wish: Omit<Wish, 'configFile'>,
  facts: CheckpointFacts,
  file: ConfigFile = {},
): Promise<Identified> {
  const named = publishedNamed(wish.model);
  const entry = named ?? knownCheckpoint(facts.sha256);
  const knownAs = entry?.model ?? file.model;
  const asked = named ? { ...wish, model: named.model, classes: variantNamed(named.model).config.numClasses } : wish;
  const { name, config, variant, head, assumed, unused } = await architecture(asked, facts, knownAs, file.config);
  const { cropPct, interpolation, inputSize } = variant ?? USUAL;
  const side = entry?.inputSize ?? inputSize;
  const { mean, std, ...numbers } = { cropPct, interpolation, ...IMAGENET, ...file.preprocessing };
  return {
    name,
    published: entry?.name,
    config,
    head,
    assumed: [...facts.notes, ...(file.notes ?? []), ...assumed],
    unused,
    inputSize: entry ? [side, side] : (file.inputSize ?? [side, side]),
    preprocessing:
      entry?.preprocessing ?? forChannels({ ...recipeNamed('timm', numbers), mean, std }, config.inChannels),
    labels: entry ? await labelsOf(entry) : (file.labels ?? (await labelsFor(config))),
  };
}

interface Architecture extends Pick<Identified, 'name' | 'config' | 'head' | 'assumed' | 'unused'> {
  readonly variant?: Variant | undefined;
}

/** A wish for an architecture; `classes` where a published checkpoint is asked for, which has no others. */
interface ArchitectureWish extends Omit<Wish, 'configFile'> {
  readonly classes?: number;
}

async function architecture(
  { model: asked, head: headName, classes }: ArchitectureWish,
  facts: CheckpointFacts,
  knownAs: string | undefined,
  written: Partial<ResNeStConfig> = {},
): Promise<Architecture> {
  const { name, config, variant, assumed } = await backbone(asked, facts, knownAs, written);
  const told = typeof asked === 'object' ? asked : {};
  const globalPool = told.globalPool ?? (typeof asked === 'string' ? undefined : written.globalPool);
  const read = detectHead(facts.stateDict, { name: headName, globalPool });
  // Fine-tuned models have classes of their own, backbones have none: the tensors tell, as they do of the input.
  const own = keywordsOf(read.head);
  const numClasses = told.layers ? config.numClasses : (told.numClasses ?? classes ?? own.numClasses);
  const inChannels = channelsOf(facts.stateDict) ?? config.inChannels;
  const whole = resolveConfig({ ...config, ...own, numClasses, inChannels });
  return {
    ...{ name, config: whole, variant },
    // A caller may want other classes than the file has: the comparison with the model says so.
    head: numClasses === own.numClasses ? read.head : withClasses(read.head, numClasses),
    assumed: [...(assumed ?? []), ...(assumed && read.poolAssumed ? [read.poolAssumed] : []), ...read.assumed],
    unused: read.unused,
  };
}

interface Backbone extends Pick<Architecture, 'name' | 'config' | 'variant'> {
  /** Undefined where the architecture was told. */
  readonly assumed?: readonly string[];
}

/** The configuration without what the head decides. */
async function backbone(
  asked: Wish['model'],
  { stateDict, beside }: CheckpointFacts,
  knownAs: string | undefined,
  written: Partial<ResNeStConfig>,
): Promise<Backbone> {
  if (typeof asked === 'object' && asked.layers) return { name: CUSTOM, config: resolveConfig(asked) };
  const told = typeof asked === 'object' ? asked : {};
  const named = typeof asked === 'string' ? asked : knownAs;
  if (named !== undefined) {
    const variant = variantNamed(named);
    const extra = typeof asked === 'string' ? {} : written;
    return { name: named, config: resolveConfig({ ...variant.config, ...extra, ...told }), variant };
  }
  if (written.layers) return { name: CUSTOM, config: resolveConfig({ ...written, ...told }) };
  const { detected } = await import('./identify/detected');
  const { variant, ...found } = detected(stateDict, beside, told);
  return { name: variant?.name ?? CUSTOM, variant, ...found };
}

/** The channels that the first convolution reads, if there is one. */
const channelsOf = (stateDict: StateDict): number | undefined =>
  (stateDict.get('conv1.0.weight') ?? stateDict.get('conv1.weight'))?.shape[1];

const labelsFor = async ({ numClasses }: ResNeStConfig): Promise<readonly string[]> =>
  numClasses === IMAGENET_CLASSES ? labelsFile('imagenet-1k.labels.json') : [];
