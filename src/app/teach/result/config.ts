/**
 * The config.json of a taught model: what its model's own says of network and photos, with the taught classes.
 */
import type { ClassifierInfo } from '../../../index';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields in which files tell their classes. */
const OF_CLASSES = ['num_classes', 'label_names', 'labels', 'label_descriptions'];

const withoutClasses = (json: Json): Json =>
  Object.fromEntries(Object.entries(json).filter(([name]) => !OF_CLASSES.includes(name)));

/** The parts of a file that may tell of classes, too. */
const PARTS = ['config', 'model_args', 'pretrained_cfg'];

/** The config.json of the model, parsed, with the classes of the head in place of its own. */
export function configWithClasses(json: unknown, labels: readonly string[]): unknown {
  if (!isObject(json)) return json;
  const parts = PARTS.flatMap((name) => {
    const part = json[name];
    return isObject(part) ? [[name, withoutClasses(part)] as const] : [];
  });
  const kept: Json = { ...withoutClasses(json), ...Object.fromEntries(parts) };
  const classes = { num_classes: labels.length };
  if (hasLayers(kept)) return { ...kept, ...classes }; // the original's keywords, which know no labels
  const { config } = kept;
  return isObject(config) && hasLayers(config)
    ? { ...kept, config: { ...config, ...classes }, label_names: labels }
    : { ...kept, ...classes, label_names: labels };
}

const hasLayers = ({ layers }: Json): boolean => layers !== undefined;

/** A config.json for the backbone of a published model, whose way to see photos its file does not tell. */
export function configOfPublished(
  name: string,
  { inputSize, preprocessing }: Pick<ClassifierInfo, 'inputSize' | 'preprocessing'>,
  labels: readonly string[],
): unknown {
  if (preprocessing.recipe !== 'timm') return undefined; // no config.json could tell it
  const { interpolation, cropPct, mean, std } = preprocessing;
  return {
    architecture: name,
    num_classes: labels.length,
    input_size: [3, ...inputSize],
    ...{ interpolation, crop_pct: cropPct, mean, std },
    label_names: labels,
  };
}
