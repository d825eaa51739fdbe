/**
 * Reads an architecture off the names and shapes of a checkpoint's tensors.
 */
import { WeightsError } from '../core/errors';
import type { Shape } from '../core/tensor';
import { counted } from '../core/wording';
import { attentionWidth, type Dialect, type ResNeStConfig, resolveConfig } from './config';
import { keywords, NO_CLASSIFIER } from './heads/classifier/config';
import { parametersOf } from './parameters';
import { buildResNeSt } from './resnest';
import { type Variant, variants } from './variants';

/** What a checkpoint's tensors say. */
export interface Detected {
  /** Complete, but for the keywords that the head decides: those of a backbone alone. */
  readonly config: ResNeStConfig;
  /** Keywords that no shape tells: they are the variant's, or avd behind a deep stem with averaging shortcuts, else the defaults. */
  readonly assumed: readonly (keyof ResNeStConfig)[];
  /** The named model of these shapes, whatever its classes; resnest50 stands for resnest50_fast_2s1x64d too. */
  readonly variant: Variant | undefined;
}

/** The tensors of a checkpoint under the original's names. */
type Tensors = ReadonlyMap<string, { readonly shape: Shape }>;

/** What shapes tell. */
type Told = Pick<
  ResNeStConfig,
  'layers' | 'radix' | 'groups' | 'bottleneckWidth' | 'inChannels' | 'deepStem' | 'stemWidth' | 'avgDown'
>;

/** Those that the head decides, as a backbone alone has them. */
const OF_HEAD = keywords(NO_CLASSIFIER);

/** What they never tell, with what most models have; the dialect they tell at times. */
const UNTOLD: Omit<ResNeStConfig, keyof Told | keyof typeof OF_HEAD | 'dialect'> = {
  avd: false,
  avdFirst: false,
  dilated: false,
  dilation: 1,
  rectifiedConv: false,
  rectifyAvg: false,
};
const UNTOLD_KEYWORDS = Object.keys(UNTOLD) as (keyof typeof UNTOLD)[];

/**
 * The configuration of a checkpoint. Throws a WeightsError that names the tensor which is missing or does not fit to
 * the others, or a ConfigError where they tell an architecture that cannot be built.
 */
export function detectConfig(tensors: Tensors): Detected {
  const told = toldBy(tensors);
  const variant = variants.find(({ config }) => isSameArchitecture(config, told));
  const avd = told.deepStem && told.avgDown && told.radix > 0;
  const avdFirst = variant?.config.avdFirst ?? false;
  const dialects = fittingDialects(tensors, told);
  const [dialect = 'official'] = dialects;
  const config = resolveConfig({ ...UNTOLD, ...OF_HEAD, ...told, avd, avdFirst, dialect });
  checkShapes(tensors, config);
  const assumed = dialects.length === 1 ? UNTOLD_KEYWORDS : [...UNTOLD_KEYWORDS, 'dialect' as const];
  return { config, assumed, variant };
}

function toldBy(tensors: Tensors): Told {
  const layers = [1, 2, 3, 4].map((layer) => blocksOf(tensors, layer)) as [number, number, number, number];
  const deepStem = tensors.has('conv1.0.weight');
  const [stemWidth, inChannels] = sizesOf(tensors, deepStem ? 'conv1.0.weight' : 'conv1.weight', 4);
  const [width] = sizesOf(tensors, 'layer1.0.conv1.weight', 4);
  const { radix, groups } = splitsOf(tensors, width);
  const bottleneckWidth = quotient(width, groups, 'layer1.0.conv1.weight');
  // layer1's shortcut may be the identity; layer2's never is.
  const avgDown = !tensors.has('layer2.0.downsample.0.weight');
  return { layers, radix, groups, bottleneckWidth, inChannels, deepStem, stemWidth, avgDown };
}

/** How many blocks a layer has; where their numbers have a gap, the comparison of all shapes finds it. */
function blocksOf(tensors: Tensors, layer: number): number {
  const first = `layer${layer}.0.conv1.weight`;
  sizesOf(tensors, first, 4);
  const block = new RegExp(`^layer${layer}\\.\\d+\\.conv1\\.weight$`);
  return [...tensors.keys()].filter((name) => block.test(name)).length;
}

function splitsOf(tensors: Tensors, width: number): Pick<Told, 'radix' | 'groups'> {
  const plain = 'layer1.0.conv2.weight';
  if (tensors.has(plain)) return { radix: 0, groups: quotient(width, sizesOf(tensors, plain, 4)[1], plain) };
  const split = 'layer1.0.conv2.conv.weight';
  const [outputs, inputs] = sizesOf(tensors, split, 4);
  const radix = quotient(outputs, width, split);
  return { radix, groups: quotient(width, inputs * radix, split) };
}

/** The dialects that give the attention of every layer the width that it has. Throws a WeightsError if there is none. */
function fittingDialects(tensors: Tensors, told: Told): Dialect[] {
  let fitting: Dialect[] = ['official', 'timm'];
  if (told.radix === 0) return fitting;
  for (const layer of [1, 2, 3, 4]) {
    const name = `layer${layer}.0.conv2.fc1.weight`;
    const [got] = sizesOf(tensors, name, 4);
    const width = told.groups * told.bottleneckWidth * 2 ** (layer - 1);
    fitting = fitting.filter((dialect) => attentionWidth({ ...UNTOLD, ...OF_HEAD, ...told, dialect }, width) === got);
    if (fitting.length === 0)
      throw new WeightsError(
        'mismatch',
        `the tensor "${name}" has ${counted(got, 'channel')} of attention, but for a width of ${width} and radix ${told.radix} the original code and timm have other numbers; use a checkpoint of one of them`,
      );
  }
  return fitting;
}

/** Whether all that shapes tell is equal but the classes and the input's channels. */
const isSameArchitecture = (config: ResNeStConfig, told: Told): boolean =>
  [
    ...config.layers.map((blocks, i) => blocks === told.layers[i]),
    ...(['radix', 'groups', 'bottleneckWidth', 'deepStem', 'stemWidth', 'avgDown'] as const).map(
      (keyword) => config[keyword] === told[keyword],
    ),
  ].every(Boolean);

function checkShapes(tensors: Tensors, config: ResNeStConfig): void {
  for (const { name, shape } of parametersOf(buildResNeSt(config))) {
    const got = sizesOf(tensors, name, shape.length);
    if (shape.some((size, i) => size !== got[i]))
      throw new WeightsError(
        'mismatch',
        `the tensor "${name}" has the shape [${got.join(', ')}], but the other tensors need [${shape.join(', ')}] there; use a checkpoint of a whole ResNeSt`,
      );
  }
}

type Sizes = readonly [number, number, ...number[]];

/** The shape of a tensor that every such network has. */
function sizesOf(tensors: Tensors, name: string, rank: number): Sizes {
  const tensor = tensors.get(name);
  if (!tensor)
    throw new WeightsError(
      'mismatch',
      `the checkpoint has no tensor "${name}", without which it is no ResNeSt; use a checkpoint of a whole one`,
    );
  const { shape } = tensor;
  if (shape.length !== rank || shape.some((size) => size < 1))
    throw new WeightsError(
      'mismatch',
      `the tensor "${name}" has ${counted(shape.length, 'dimension')}, expected ${rank}, none of them 0; use a checkpoint of a ResNeSt`,
    );
  return shape as unknown as Sizes;
}

function quotient(a: number, b: number, name: string): number {
  if (a % b === 0) return a / b;
  throw new WeightsError(
    'mismatch',
    `the tensor "${name}" does not fit a ResNeSt, since ${b} does not divide ${a}; use a checkpoint of a ResNeSt`,
  );
}
