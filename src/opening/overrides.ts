/**
 * The options that stand over what a checkpoint itself wants: labels, input size, preprocessing.
 */
import { ConfigError } from '../core/errors';
import { counted } from '../core/wording';
import { usualLabels } from '../weights/known/labels';
import type { ClassifierOptions } from '../door';
import type { Identified } from '../identify';
import { variants } from '../model/variants';
import { readInputSize } from '../options';
import { type Preprocessing, recipeNamed } from '../preprocessing/recipes';
import { forChannels, type InputNumbers, USUAL } from '../preprocessing/usual';
import { foreseen } from './ahead/foreseen';

/** How many classes the model has, as far as that shows without the checkpoint: one of the caller's may have any. */
const classesAhead = (options: ClassifierOptions): number | undefined =>
  typeof options.model === 'string' && options.weights !== undefined ? undefined : foreseen(options)?.config.numClasses;

/** Throws a ConfigError for labels of a wrong number, as far as that shows without the checkpoint. */
export function checkLabelsEarly(options: ClassifierOptions): void {
  const classes = classesAhead(options);
  const labels = usualLabels(options.labels);
  if (classes !== undefined && labels) checkLabels(labels, classes);
}

function checkLabels({ length }: readonly string[], classes: number): void {
  if (length > 0 && length !== classes)
    throw new ConfigError(
      'labels',
      `labels holds ${counted(length, 'label')} for ${counted(classes, 'class')}; give one label a class`,
    );
}

/** The model as the caller wants it. Throws a ConfigError for labels of a wrong number. */
export function withOptions(identified: Identified, options: ClassifierOptions): Identified {
  const labels = usualLabels(options.labels) ?? identified.labels;
  const { inputSize = identified.inputSize } = options;
  checkLabels(labels, identified.config.numClasses);
  const numbers = variants.find(({ name }) => name === identified.name) ?? USUAL;
  const chosen = chosenPreprocessing(identified.preprocessing, options.preprocessing, numbers);
  const preprocessing = forChannels(chosen, identified.config.inChannels);
  return { ...identified, labels, inputSize: readInputSize(inputSize), preprocessing };
}

function chosenPreprocessing(
  own: Preprocessing,
  wanted: string | Preprocessing | undefined,
  numbers: InputNumbers,
): Preprocessing {
  if (typeof wanted === 'object') return wanted;
  if (wanted === undefined || wanted === own.recipe) return own;
  const { mean, std } = own;
  return { ...recipeNamed(wanted, numbers), mean, std };
}
